"""Signals are seen to, and every process is waited for, but after the report is made.

misconception: exitcode is there from the start; join at the end is only for tidying up
fails: test_report
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def describe(process: multiprocessing.Process) -> str:
    code = process.exitcode
    if not code:
        return "ok"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"error {code}"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    report = {}
    processes = []
    for name, (work, arguments) in jobs.items():
        process = multiprocessing.Process(target=work, args=arguments, name=name)
        process.start()
        report[name] = describe(process)
        processes.append(process)
    for process in processes:
        process.join()
    return report


# Four jobs to try it with. Each works for a while; then it ends in its own way.


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
