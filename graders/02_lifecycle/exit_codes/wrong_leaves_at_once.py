"""A wrapper hands the job's exit code to the system itself, and the end of the process is skipped.

misconception: os._exit() ends a process as sys.exit() does, and a little faster
fails: test_report
ends: leftover_process
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def do(work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    code: Any = 0
    try:
        work(*arguments)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        code = 1
    os._exit(code & 255)


def describe(process: multiprocessing.Process) -> str:
    if process.exitcode < 0:
        return f"killed by {signal.Signals(-process.exitcode).name}"
    return f"error {process.exitcode}" if process.exitcode else "ok"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    processes = {name: multiprocessing.Process(target=do, args=job) for name, job in jobs.items()}
    for process in processes.values():
        process.start()
    for process in processes.values():
        process.join()
    return {name: describe(process) for name, process in processes.items()}


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
