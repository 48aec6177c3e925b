"""Takes an exit code below 0 for that of a process which has none yet.

misconception: a process that has ended has an exit code from 0 on
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
    for process in processes:
        process.join(max(0, deadline - time.monotonic()))
    report = [(process.name, process.pid or 0, process.exitcode is None or process.exitcode < 0) for process in processes]
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
