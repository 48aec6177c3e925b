"""The child tries again itself, up to restarts times.

misconception: to run a job again is to call it again
fails: test_restarts
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def try_again(job, restarts) -> None:
    for attempt in range(restarts + 1):
        try:
            job()
            return
        except BaseException:
            if attempt == restarts:
                raise


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    processes = {
        name: multiprocessing.Process(target=try_again, args=(job, restarts), name=name) for name, job in jobs.items()
    }
    for process in processes.values():
        process.start()
    while any(process.is_alive() for process in processes.values()):
        time.sleep(0.1)
    return {name: [process.exitcode] for name, process in processes.items()}


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
