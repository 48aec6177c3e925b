"""The stub with its results in order and its errors heard of: whoever sleeps long enough has them.

misconception: after a second all tasks are done
fails: test_every_schedule
"""

import functools
import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    results = [None] * len(items)
    errors = []
    with multiprocessing.Pool(workers) as pool:
        for place, item in enumerate(items):
            into = functools.partial(results.__setitem__, place)
            pool.apply_async(task, (item,), callback=into, error_callback=errors.append)
        time.sleep(1)
    if errors:
        raise errors[0]
    return results


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
