"""Waits for all sentinels at once, and goes on when the first has ended.

misconception: a wait for several ends when all are there
fails: test_late, test_however_held_up
"""

import functools
import multiprocessing
import multiprocessing.connection
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = [multiprocessing.Process(name=name, target=work) for name, work in crew]
    for process in processes:
        process.start()
    ended = multiprocessing.connection.wait([p.sentinel for p in processes], patience)
    report = [(p.name, p.pid, p.sentinel not in ended) for p in processes]
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
