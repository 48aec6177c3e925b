"""How did it end.

Some jobs are to run, each in a process of its own, and a report is to say of each job
how its process ended. Today the report says "ok" of every job, whatever became of it.

Contract
- run_all(jobs) takes a dict, empty or not. Its keys are the names of the jobs; each value
  is a pair, the function of the job and a tuple of its arguments.
- Every job runs in a multiprocessing.Process of its own. All run at the same time, so a
  job may wait for another one, in any direction.
- run_all changes nothing about how a job ends. A job may start processes of its own.
- run_all returns a dict with the same keys when every job has ended. Each value is
    "ok"              for exit code 0,
    "error N"         for an exit code N above 0,
    "killed by NAME"  where a signal ended the process, for example "killed by SIGTERM".

Change describe() and run_all() only. Try it:   python exit_codes.py
Grade it:                                       pytest exit_codes.py
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
    if process.exitcode:
        return f"error {process.exitcode}"
    return "ok"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    report = {}
    for name, (work, arguments) in jobs.items():
        process = multiprocessing.Process(target=work, args=arguments, name=name)
        process.start()
        report[name] = describe(process)
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
