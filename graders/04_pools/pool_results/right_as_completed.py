"""Results as they come, each put into its place; the rest is cancelled after an error."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    results = [None] * len(items)
    executor = ProcessPoolExecutor(workers)
    try:
        places = {executor.submit(task, item): place for place, item in enumerate(items)}
        for future in as_completed(places):
            results[places[future]] = future.result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
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
