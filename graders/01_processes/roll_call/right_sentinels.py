"""Waits for the sentinels, whichever is ready first, and notes who is left when the time is up."""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable
from multiprocessing.connection import wait

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = [multiprocessing.Process(target=work, name=name) for name, work in crew]
    for process in processes:
        process.start()
    at_work = {process.sentinel: process for process in processes}
    deadline = time.monotonic() + patience
    while at_work and (left := deadline - time.monotonic()) > 0:
        for sentinel in wait(list(at_work), timeout=left):
            at_work.pop(sentinel).join()
    report = [(process.name, process.pid or 0, process in at_work.values()) for process in processes]
    let_go()
    while at_work:
        for sentinel in wait(list(at_work)):
            at_work.pop(sentinel).join()
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
