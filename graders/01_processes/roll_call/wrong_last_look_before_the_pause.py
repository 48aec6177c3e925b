"""Reports what was seen before the last pause.

misconception: nothing happens during a short pause
fails: test_late
"""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = [multiprocessing.Process(target=work, name=name) for name, work in crew]
    for process in processes:
        process.start()
    deadline = time.monotonic() + patience
    alive = [True for _ in processes]
    while any(alive) and time.monotonic() < deadline:
        alive = [process.is_alive() for process in processes]
        time.sleep(0.1)
    report = [(process.name, process.pid or 0, late) for process, late in zip(processes, alive, strict=True)]
    let_go()
    for process in processes:
        process.join()
    return report


def load(crates: int) -> None:
    time.sleep(crates / 10)


def keep_watch(whistle: multiprocessing.synchronize.Event) -> None:
    whistle.wait()


def main() -> None:
    whistle = multiprocessing.Event()
    watch = functools.partial(keep_watch, whistle)
    crew = [
        ("dora", watch),
        ("anna", functools.partial(load, 2)),
        ("ben", functools.partial(load, 15)),
        ("carl", watch),
    ]
    for name, pid, late in roll_call(crew, 1, whistle.set):
        print(f"{name} ({pid}): {'late' if late else 'back in time'}")


if __name__ == "__main__":
    main()
