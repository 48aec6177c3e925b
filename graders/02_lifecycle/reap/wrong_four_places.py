"""A thread keeps up each job, and four of them may work at a time.

misconception: jobs that wait for a place run at the same time
fails: test_at_once
"""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    codes = {name: [] for name in jobs}
    places = threading.Semaphore(4)

    def keep_up(name):
        with places:
            while len(codes[name]) <= restarts:
                process = multiprocessing.Process(target=jobs[name])
                process.start()
                process.join()
                codes[name].append(process.exitcode)
                if process.exitcode == 0:
                    break

    threads = [threading.Thread(target=keep_up, args=(name,)) for name in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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
