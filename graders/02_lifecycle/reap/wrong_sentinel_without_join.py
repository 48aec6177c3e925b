"""misconception: When the sentinel of a process is ready it can say how it ended.
fails: test_restarts
"""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    codes: dict[str, list[int | None]] = {name: [] for name in jobs}
    running = {}

    def start(name: str) -> None:
        process = multiprocessing.Process(target=jobs[name], name=name)
        process.start()
        running[process.sentinel] = process

    for name in jobs:
        start(name)
    while running:
        for sentinel in multiprocessing.connection.wait(list(running)):
            process = running.pop(sentinel)
            codes[process.name].append(process.exitcode)
            if process.exitcode != 0 and len(codes[process.name]) <= restarts:
                start(process.name)
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
