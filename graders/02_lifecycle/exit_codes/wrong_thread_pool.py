"""A thread of a ThreadPoolExecutor starts each process. What is forked there wants to join its own thread at
its end, which is an error, so that its exit code is 1 in any case.

misconception: a process may be forked in any thread and ends as if it had been started in the main one
fails: test_report
under: fork
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def run_one(job: Job) -> str:
    process = multiprocessing.Process(target=job[0], args=job[1])
    process.start()
    process.join()
    return describe(process)


def describe(process: multiprocessing.Process) -> str:
    code = process.exitcode
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"error {code}" if code else "ok"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    with ThreadPoolExecutor(max_workers=len(jobs) or 1) as threads:
        return dict(zip(jobs, threads.map(run_one, jobs.values()), strict=True))


def count(seconds: float) -> None:
    time.sleep(seconds)


def give_up(seconds: float, code: int) -> None:
    time.sleep(seconds)
    sys.exit(code)


def crash(seconds: float) -> None:
    time.sleep(seconds)
    raise ValueError("this page has no number")


def vanish(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    jobs: dict[str, Job] = {
        "count": (count, (0.2,)),
        "give_up": (give_up, (0.2, 3)),
        "crash": (crash, (0.2,)),
        "vanish": (vanish, (0.2,)),
    }
    for name, ending in run_all(jobs).items():
        print(f"{name}: {ending}")


if __name__ == "__main__":
    main()
