"""Waits until multiprocessing knows of no living child, then looks at all."""

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
    spawn = multiprocessing.get_context("spawn")
    processes = {}
    for name in reversed(jobs):
        work, arguments = jobs[name]
        processes[name] = spawn.Process(target=work, args=arguments)
        processes[name].start()
    while multiprocessing.active_children():
        time.sleep(0.01)
    return {name: describe(process) for name, process in processes.items()}


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
