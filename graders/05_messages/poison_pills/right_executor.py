"""An executor: a future holds the answer or the error."""

import math
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def attempt(work: Callable[[int], object], task: int) -> object:
    try:
        return work(task)
    except Exception as error:
        return f"failed: {error!r}"


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    with ProcessPoolExecutor(max_workers=workers) as executor:
        futures = [executor.submit(attempt, work, task) for task in tasks]
        return [future.result() for future in futures]


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
