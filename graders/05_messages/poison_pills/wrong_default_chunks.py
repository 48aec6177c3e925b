"""misconception: Pool.map hands out one task after the other
fails: test_free_worker
"""

import functools
import math
import multiprocessing
import sys
import time
from collections.abc import Callable


def attempt(work: Callable[[int], object], task: int) -> object:
    try:
        return work(task)
    except Exception as error:
        return f"failed: {error!r}"


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    pool = multiprocessing.Pool(workers)
    answers = pool.map(functools.partial(attempt, work), tasks)
    pool.close()
    pool.join()
    return answers


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
