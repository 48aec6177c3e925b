"""Of two workers of one name, the dict keeps the second.

misconception: a name tells one process from all others
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
        processes[name] = multiprocessing.Process(target=work, name=name)
        processes[name].start()
    deadline = time.monotonic() + patience
    for process in processes.values():
        process.join(max(0, deadline - time.monotonic()))
    report = [(name, processes[name].pid or 0, processes[name].is_alive()) for name, _ in crew]
    let_go()
    for process in multiprocessing.active_children():
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
