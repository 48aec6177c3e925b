"""Whoever falls asleep is woken.

Watchmen stand on a wall, each a process of its own. One that crashes is to be replaced at once, but
not for ever. Today nobody is replaced, and a watchman that has left stands there as a zombie until
all before it have left too.

Contract
- supervise(jobs, restarts) takes a dict, empty or not, from names to functions without arguments that
  start no processes. Each job runs in a multiprocessing.Process of its own, all at the same time.
- A job is done when its process has ended with exit code 0. If its process ends in any other way,
  the job is started again in a new process, restarts times at most, 0 or more. Each job has so many.
- A process that has ended is waited for within a quarter of a second, and if its job is to be
  started again that is done by then as well. So it goes whatever the other jobs do.
- A job has one process at a time.
- supervise() returns a dict with the same keys, when every process has ended and was waited for.
  Each value is a list of the exit codes of the job's processes, in the order of their starts.
- All this however long any of the processes is held up, under fork, spawn and forkserver.
  supervise() ends without a traceback.

Change supervise(), and add functions of your own. Try it:   python reap.py
Grade it:                                                    pytest reap.py
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    processes = {}
    for name, job in jobs.items():
        processes[name] = multiprocessing.Process(target=job, name=name)
        processes[name].start()
    codes = {}
    for name, process in processes.items():
        process.join()
        codes[name] = [process.exitcode]
    return codes


def watch(hours: float) -> None:
    time.sleep(hours)


def stumble(starts) -> None:
    starts.value += 1
    print(f"stumbles: start {starts.value}")
    time.sleep(0.1)
    if starts.value == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if starts.value == 2:
        sys.exit(3)


def main() -> None:
    starts = multiprocessing.Value("i", 0)
    jobs: dict[str, Callable[[], object]] = {
        "watches": functools.partial(watch, 0.8),
        "stumbles": functools.partial(stumble, starts),
        "sleeps": functools.partial(sys.exit, 1),
    }
    for name, codes in supervise(jobs, restarts=3).items():
        print(f"{name}: {codes}")


if __name__ == "__main__":
    main()
