"""The endings are noted as the jobs end, and paired with the names.

misconception: jobs end in the order in which they were started
fails: test_report
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait
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
    running = []
    for work, arguments in jobs.values():
        process = multiprocessing.Process(target=work, args=arguments)
        process.start()
        running.append(process)
    endings = []
    while running:
        wait([process.sentinel for process in running])
        for process in [process for process in running if not process.is_alive()]:
            endings.append(describe(process))
            running.remove(process)
    return dict(zip(jobs, endings))


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
