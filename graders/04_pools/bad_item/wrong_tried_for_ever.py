"""misconception: what was lost comes back if it is tried often enough
fails: test_lost
"""

import os
import pickle
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
    outcomes = {}
    while len(outcomes) < len(items):
        with ProcessPoolExecutor(workers) as executor:
            try:
                left = [place for place in range(len(items)) if place not in outcomes]
                futures = {place: executor.submit(attempt, task, items[place]) for place in left}
                for place, future in futures.items():
                    outcomes[place] = opened(future.result())
            except BrokenProcessPool:
                pass
    return [outcomes[place] for place in range(len(items))]


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
