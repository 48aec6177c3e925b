"""active_children() says who is left, the processes are told apart by pid; the name is set later."""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    before = {process.pid for process in multiprocessing.active_children()}
    pids = []
    for name, work in crew:
        process = multiprocessing.Process(target=work)
        process.name = name
        process.start()
        pids.append(process.pid or 0)
    time.sleep(patience)
    late = {process.pid for process in multiprocessing.active_children()} - before
    let_go()
    while {process.pid for process in multiprocessing.active_children()} & set(pids):
        time.sleep(0.1)
    return [(name, pid, pid in late) for (name, _), pid in zip(crew, pids, strict=True)]


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
