"""misconception: who is done again is not one of so many at work
fails: test_side_by_side
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


def run(task, items, workers):
    outcomes = [None] * len(items)
    with ProcessPoolExecutor(workers) as executor:
        futures = {}
        try:
            for i, item in enumerate(items):
                futures[i] = executor.submit(attempt, task, item)
        except BrokenProcessPool:
            pass
    for i, future in futures.items():
        try:
            outcomes[i] = future.result()
        except BrokenProcessPool:
            pass
        except Exception as error:
            outcomes[i] = ("failed", type(error).__name__)
    # each of the rest gets an executor of its own, so that it harms nobody
    alone = {}
    for i, item in enumerate(items):
        if outcomes[i] is None:
            executor = ProcessPoolExecutor(1)
            alone[i] = executor, executor.submit(attempt, task, item)
    for i, (executor, future) in alone.items():
        try:
            outcomes[i] = future.result()
        except BrokenProcessPool:
            outcomes[i] = ("lost", None)
        except Exception as error:
            outcomes[i] = ("failed", type(error).__name__)
        executor.shutdown()
    return outcomes


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
