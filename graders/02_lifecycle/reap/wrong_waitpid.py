"""The ends are taken from os.waitpid().

misconception: whoever waits for a process, its Process object knows how it ended
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
    running = {name: multiprocessing.Process(target=job, name=name) for name, job in jobs.items()}
    for process in running.values():
        process.start()
    while running:
        for name, process in list(running.items()):
            if multiprocessing.connection.wait([process.sentinel], 0.02):
                os.waitpid(process.pid, 0)
                codes[name].append(process.exitcode)
                del running[name]
                if process.exitcode != 0 and len(codes[name]) <= restarts:
                    running[name] = multiprocessing.Process(target=jobs[name], name=name)
                    running[name].start()
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
