"""The loop ends when nobody is alive at that moment.

misconception: who is not alive has been seen to
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
    def begin(name):
        process = multiprocessing.Process(target=jobs[name], name=name)
        process.start()
        runs[name].append(process)

    runs = {name: [] for name in jobs}
    for name in jobs:
        begin(name)
    while any(processes[-1].is_alive() for processes in runs.values()):
        for name, processes in runs.items():
            last = processes[-1]
            if not last.is_alive() and last.exitcode != 0 and len(processes) <= restarts:
                begin(name)
        time.sleep(0.05)
    return {name: [process.exitcode for process in processes] for name, processes in runs.items()}


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
