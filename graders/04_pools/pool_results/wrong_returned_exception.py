"""misconception: an exception among the results is one that a task has raised
fails: test_results
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def attempt(task, item, index, out):
    try:
        out.put((index, task(item)))
    except Exception as error:
        out.put((index, error))


def run(task, items, workers):
    import threading

    gate = threading.Semaphore(workers)
    with multiprocessing.Pool(workers) as pool:
        handles = [pool.apply_async(catch, (task, item)) for item in items]
        results = [handle.get() for handle in handles]
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def catch(task, item):
    try:
        return task(item)
    except Exception as error:
        return error


def develop(number: int) -> str:
    if number < 0:
        raise ValueError(f"there is no photo {number}")
    time.sleep(number / 10)
    return f"photo {number}"


def main() -> None:
    print(run(develop, [5, 3, 8, 1, 4, 2], 2))
    try:
        print(run(develop, [2, -1, 3], 2))
    except ValueError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    main()
