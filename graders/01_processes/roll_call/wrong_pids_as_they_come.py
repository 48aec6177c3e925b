"""Each worker sends its pid, and they are read in the order of crew.

misconception: who is started first speaks first
fails: test_however_held_up
"""

import functools
import multiprocessing
import multiprocessing.synchronize
import os
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def tell(work, queue):
    queue.put(os.getpid())
    work()


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(name=name, target=tell, args=(work, queue)) for name, work in crew]
    for process in processes:
        process.start()
    time.sleep(patience)
    late = [process.is_alive() for process in processes]
    let_go()
    pids = [queue.get() for _ in processes]
    for process in processes:
        process.join()
    return [(p.name, pid, l) for p, pid, l in zip(processes, pids, late)]


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
