"""The processes are joined in the order of the jobs, each with all its restarts.

misconception: who waits for one process notices the ends of the others
fails: test_at_once
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    processes = {name: multiprocessing.Process(target=job, name=name) for name, job in jobs.items()}
    for process in processes.values():
        process.start()
    codes: dict[str, list[int | None]] = {name: [] for name in jobs}
    for name, process in processes.items():
        process.join()
        codes[name].append(process.exitcode)
        while process.exitcode != 0 and len(codes[name]) <= restarts:
            process = multiprocessing.Process(target=jobs[name], name=name)
            process.start()
            process.join()
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
