"""misconception: the second argument of apply_async is the item
fails: test_results
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    with multiprocessing.Pool(workers) as pool:
        promises = [pool.apply_async(task, item) for item in items]
        return [promise.get() for promise in promises]


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
