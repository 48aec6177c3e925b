"""A thread for each job starts, joins and starts again."""

import functools
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable


def see_to(name, job, restarts, codes) -> None:
    for _ in range(restarts + 1):
        process = multiprocessing.Process(target=job, name=name)
        process.start()
        process.join()
        codes.append(process.exitcode)
        if process.exitcode == 0:
            return


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    codes: dict[str, list[int | None]] = {name: [] for name in jobs}
    threads = [threading.Thread(target=see_to, args=(name, job, restarts, codes[name])) for name, job in jobs.items()]
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
