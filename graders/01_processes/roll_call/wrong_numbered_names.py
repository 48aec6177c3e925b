"""Of two with the same name the second gets a number.

misconception: names of processes have to differ
fails: test_names_and_pids
"""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    processes = {}
    for name, work in crew:
        key = name
        count = 2
        while key in processes:
            key = f"{name} {count}"
            count += 1
        processes[key] = multiprocessing.Process(name=key, target=work)
    for process in processes.values():
        process.start()
    time.sleep(patience)
    late = {key: process.is_alive() for key, process in processes.items()}
    let_go()
    for process in processes.values():
        process.join()
    return [(name, p.pid, late[key]) for (name, _), (key, p) in zip(crew, processes.items())]


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
