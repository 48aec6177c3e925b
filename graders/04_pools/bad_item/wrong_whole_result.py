"""misconception: what a task returns or raises can travel as it is
fails: test_failed
"""

import functools
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any


def alone(task, item):
    with ProcessPoolExecutor(1) as executor:
        try:
            return "done", executor.submit(task, item).result()
        except BrokenProcessPool:
            return "lost", None
        except Exception as error:
            return "failed", type(error).__name__


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    with ThreadPoolExecutor(workers) as lanes:
        return list(lanes.map(functools.partial(alone, task), items))


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
