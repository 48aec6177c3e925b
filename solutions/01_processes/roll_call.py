"""Why it works: the Process objects are kept, in the order of the crew, and each knows its
name, its pid once it is started, and whether it is alive. join(timeout) returns None in any
case, so it only passes the time; is_alive() says who has ended. All joins share one deadline,
so together they wait for no longer than patience. And when all have been let go, a join
without a timeout waits for each that is late.

Another way: give the sentinels to multiprocessing.connection.wait() until the time is up, or
sleep for all of it and look at exitcode, which is None for those who have not ended.
active_children() will not do by itself: it does not name those who have ended, and it has no
order.
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
    for process in processes:
        process.join(max(0, deadline - time.monotonic()))
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
