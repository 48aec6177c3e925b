"""Joins each for a moment, in rounds, last one first, until every exitcode is a number."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


NAMES = {-int(number): number.name for number in signal.Signals}


def describe(code: int) -> str:
    if code in NAMES:
        return "killed by " + NAMES[code]
    return f"error {code}" if code else "ok"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    waiting = []
    for name, (work, arguments) in jobs.items():
        process = multiprocessing.Process(target=work, args=arguments, name=name)
        process.start()
        waiting.insert(0, process)
    report = {}
    while waiting:
        for process in list(waiting):
            process.join(0.05)
            if process.exitcode is not None:
                report[process.name] = describe(process.exitcode)
                waiting.remove(process)
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
