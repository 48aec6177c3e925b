"""The crew is called, and who is late is noted.

The crew of a ship works in the harbour. roll_call() sends everybody off, gives them some
time, and notes who is still at work then. After that it lets them go, and waits for those
who are late. Today the names are wrong, and those who are back in time are missing.

Contract
- roll_call(crew, patience, let_go) starts a multiprocessing.Process for each worker, all
  side by side. crew is a list of one or more pairs: a name, and a function that can be the
  target of a Process, takes no arguments and starts no processes. In the process of a worker,
  multiprocessing.current_process().name is its name. Two workers may have the same name.
- When all are started it waits for patience seconds: in all, and not for each. It may wait
  for less if all have ended. A loop that asks again and again has a pause in it.
- Then it looks who has not ended yet, and after that it calls let_go(), once, whoever is late
  or nobody. Some workers end only when let_go() has been called. Nobody is ended by force.
- When it returns, all workers have ended. It returns a list with a tuple for each worker, in
  the order of crew: (name, pid, late). pid is that of its process. late is True if it had not
  ended when roll_call() looked, else False.
- All this however long a worker takes or a process is held up, and with whatever exit code a
  worker ends; under fork, spawn and forkserver. The caller has no other children.

Change roll_call(), and add functions and classes of your own.
Try it:     python roll_call.py
Grade it:   pytest roll_call.py
"""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    for _name, work in crew:
        multiprocessing.Process(target=work).start()
    time.sleep(patience)
    report = []
    for process in multiprocessing.active_children():
        report.append((process.name, process.pid or 0, True))
    let_go()
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
