"""misconception: when an executor breaks, what it has done is gone too
fails: test_lost
"""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def attempt(task, item):
    try:
        return "done", task(item)
    except Exception as error:
        return "failed", type(error).__name__


def one(task, item):
    with ProcessPoolExecutor(1) as executor:
        try:
            return executor.submit(attempt, task, item).result()
        except BrokenProcessPool:
            return ("lost", None)
        except Exception as error:
            return ("failed", type(error).__name__)


def run(task, items, workers):
    try:
        outcomes = []
        with ProcessPoolExecutor(workers) as executor:
            for future in [executor.submit(attempt, task, item) for item in items]:
                try:
                    outcomes.append(future.result())
                except BrokenProcessPool:
                    raise
                except Exception as error:
                    outcomes.append(("failed", type(error).__name__))
        return outcomes
    except BrokenProcessPool:
        # there is one who kills: everything again, one by one
        return [one(task, item) for item in items]


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
