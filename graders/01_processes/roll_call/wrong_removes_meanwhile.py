"""Takes those who are back out of the list that it goes through.

misconception: a loop over a list comes to each element, whatever is removed
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
    at_work = list(processes)
    while at_work:
        time_is_up = time.monotonic() >= deadline
        for process in at_work:
            if not process.is_alive():
                at_work.remove(process)
        if time_is_up:
            break
        time.sleep(0.05)
    report = [(process.name, process.pid or 0, process in at_work) for process in processes]
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
