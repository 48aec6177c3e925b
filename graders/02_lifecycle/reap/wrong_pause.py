"""Before a job is started again there is a pause.

misconception: while the supervisor sleeps nothing is missed
fails: test_at_once
"""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    def begin(name):
        process = multiprocessing.Process(target=jobs[name])
        process.start()
        running[process.sentinel] = name, process

    running = {}
    codes = {name: [] for name in jobs}
    for name in jobs:
        begin(name)
    while running:
        for sentinel in wait(list(running)):
            name, process = running.pop(sentinel)
            process.join()
            codes[name].append(process.exitcode)
            if process.exitcode != 0 and len(codes[name]) <= restarts:
                time.sleep(0.5)
                begin(name)
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
