"""Calls let_go() if somebody is late.

misconception: what nobody waits for need not be said
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
    time.sleep(patience)
    report = [(process.name, process.pid or 0, process.is_alive()) for process in processes]
    if any(late for _name, _pid, late in report):
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
