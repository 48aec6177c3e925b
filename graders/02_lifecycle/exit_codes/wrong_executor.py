"""One worker that is gone breaks the whole pool, and the futures know no exit codes.

misconception: the exception of a future says how the job's process ended
fails: test_report
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def describe(error: BaseException | None) -> str:
    if error is None:
        return "ok"
    if isinstance(error, SystemExit):
        return f"error {error.code}"
    return "error 1"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    with ProcessPoolExecutor(len(jobs)) as executor:
        futures = {name: executor.submit(work, *arguments) for name, (work, arguments) in jobs.items()}
        return {name: describe(future.exception()) for name, future in futures.items()}


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
