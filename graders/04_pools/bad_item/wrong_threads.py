"""misconception: a thread is as well kept from the others as a process
fails: test_failed, test_lost
"""

import functools
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def attempt(task, item):
    try:
        return "done", task(item)
    except Exception as error:
        return "failed", type(error).__name__


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    with ThreadPoolExecutor(workers) as executor:
        return list(executor.map(functools.partial(attempt, task), items))


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
