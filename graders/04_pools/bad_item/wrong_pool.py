"""misconception: a pool notices that a task has ended its worker
fails: test_lost
ends: deadlock
"""

import multiprocessing
import os
import pickle
import time
from collections.abc import Callable
from typing import Any


def attempt(task, item):
    try:
        return "done", pickle.dumps(task(item))
    except Exception as error:
        return "failed", type(error).__name__


def opened(outcome):
    how, what = outcome
    return (how, pickle.loads(what)) if how == "done" else outcome


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    with multiprocessing.Pool(workers) as pool:
        return [opened(outcome) for outcome in pool.starmap(attempt, [(task, item) for item in items], chunksize=1)]


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
