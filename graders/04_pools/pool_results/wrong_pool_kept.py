"""misconception: a pool that is kept for the next call costs nobody anything
fails: test_nobody_left
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


pools = {}


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    if workers not in pools:
        pools[workers] = multiprocessing.Pool(workers)
    return pools[workers].map(task, items)


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
