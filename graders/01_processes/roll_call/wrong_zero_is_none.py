"""Waits without an end where the patience is 0.

misconception: what is false has not been said
fails: test_late
ends: deadlock
"""

import functools
import multiprocessing
import multiprocessing.synchronize
import threading
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = [multiprocessing.Process(target=work, name=name) for name, work in crew]
    for process in processes:
        process.start()
    everybody = threading.Thread(target=lambda: [process.join() for process in processes])
    everybody.start()
    everybody.join(patience or None)
    report = [(process.name, process.pid or 0, process.is_alive()) for process in processes]
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
