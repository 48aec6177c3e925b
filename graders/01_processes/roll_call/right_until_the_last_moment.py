"""Joins one who is at work, as long as the time is not up: <=, so once more in the very last moment."""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = [multiprocessing.Process(name=name, target=work) for name, work in crew]
    for process in processes:
        process.start()
    deadline = time.monotonic() + patience
    while time.monotonic() <= deadline:
        alive = [process for process in processes if process.is_alive()]
        if not alive:
            break
        alive[0].join(max(0, deadline - time.monotonic()))
    report = [(process.name, process.pid, process.is_alive()) for process in processes]
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
