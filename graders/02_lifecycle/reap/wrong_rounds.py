"""All are waited for, and then those that failed are started again together.

misconception: a crash may be dealt with when the others are through
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
    codes: dict[str, list[int | None]] = {name: [] for name in jobs}
    names = list(jobs)
    while names:
        processes = [multiprocessing.Process(target=jobs[name], name=name) for name in names]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            codes[process.name].append(process.exitcode)
        names = [name for name in names if codes[name][-1] != 0 and len(codes[name]) <= restarts]
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
