"""The process knows the name of its job.

misconception: a process has the name that it was given, whatever that is
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
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    if code > 0:
        return f"error {code}"
    return "ok"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    processes = [multiprocessing.Process(target=work, args=given, name=name) for name, (work, given) in jobs.items()]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return {process.name: describe(process) for process in processes}


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
