"""The stub, closed and joined, with the error raised.

misconception: callbacks come in the order in which the tasks were handed out
fails: test_every_schedule
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    results = []
    errors = []
    with multiprocessing.Pool(workers) as pool:
        for item in items:
            pool.apply_async(task, (item,), callback=results.append, error_callback=errors.append)
        pool.close()
        pool.join()
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
