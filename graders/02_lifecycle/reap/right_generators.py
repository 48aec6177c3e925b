"""A generator for each job; whoever's sentinel is ready is stepped."""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait


def life(job, restarts):
    for _ in range(restarts + 1):
        process = multiprocessing.Process(target=job)
        process.start()
        yield process
        process.join()
        if process.exitcode == 0:
            return


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    lives = {name: life(job, restarts) for name, job in jobs.items()}
    codes = {name: [] for name in jobs}
    now = {name: next(one) for name, one in lives.items()}
    while now:
        ready = set(wait([process.sentinel for process in now.values()], 30))
        for name, process in list(now.items()):
            if process.sentinel in ready:
                try:
                    now[name] = next(lives[name])
                except StopIteration:
                    del now[name]
                codes[name].append(process.exitcode)
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
