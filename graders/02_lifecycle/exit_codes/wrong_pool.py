"""A worker that ends in the middle of a task is replaced, and its result never comes.

misconception: a pool tells how the process of a task ended
fails: test_report
ends: timeout
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def describe(result: Any) -> str:
    try:
        result.get()
    except SystemExit as stop:
        return f"error {stop.code}"
    except Exception:
        return "error 1"
    return "ok"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    with multiprocessing.Pool(len(jobs)) as pool:
        results = {name: pool.apply_async(work, arguments) for name, (work, arguments) in jobs.items()}
        return {name: describe(result) for name, result in results.items()}


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
