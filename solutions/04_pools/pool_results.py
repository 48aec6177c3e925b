"""Why it works: map hands the items out to the pool's workers, waits for all the results and
puts them in the order of the items, whoever was faster. It raises what a task raised. And at
the end of the `with`, by a return or by an error, the pool is terminated: its workers are ended,
and waited for. All results are there by then, so nothing is lost.

Another way: apply_async for each item gives a promise for each, and get() on each of them, in
order, waits for its result or raises its error. That belongs inside the `with`: below it there
is no worker left to keep a promise. Or use concurrent.futures.ProcessPoolExecutor: its `with`
waits for all that was submitted, and its map is as ordered as this one.
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    with multiprocessing.Pool(workers) as pool:
        return pool.map(task, items)


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
