"""Waits in a loop, and does not take out who has ended.

misconception: a wait comes back once for each process
fails: test_names_and_pids
ends: undecided
"""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable
from multiprocessing.connection import wait

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = [multiprocessing.Process(name=name, target=work) for name, work in crew]
    for process in processes:
        process.start()
    time.sleep(patience)
    report = [(p.name, p.pid, p.is_alive()) for p in processes]
    let_go()
    at_work = {process.sentinel: process for process in processes}
    while at_work:
        for sentinel in wait(list(at_work)):
            at_work[sentinel].join()
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
