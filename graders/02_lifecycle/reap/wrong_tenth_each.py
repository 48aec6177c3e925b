"""Each process in turn is joined for a tenth of a second.

misconception: a short wait for each is as good as none
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


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    running = {}
    codes = {name: [] for name in jobs}
    for name, job in jobs.items():
        running[name] = multiprocessing.Process(target=job)
        running[name].start()
    while running:
        for name in list(running):
            process = running[name]
            process.join(0.1)
            if process.exitcode is None:
                continue
            codes[name].append(process.exitcode)
            if process.exitcode != 0 and len(codes[name]) <= restarts:
                running[name] = multiprocessing.Process(target=jobs[name])
                running[name].start()
            else:
                del running[name]
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
