"""misconception: a task never returns an exception
fails: test_failed_tasks
"""

import functools
import math
import multiprocessing
import sys
import time
from collections.abc import Callable


def _attempt(work, task):
    try:
        return work(task)
    except Exception as error:
        return RuntimeError(repr(error))


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    pool = multiprocessing.Pool(workers)
    answers = list(pool.imap(functools.partial(_attempt, work), tasks))
    pool.close()
    pool.join()
    return [f"failed: {answer.args[0]}" if isinstance(answer, Exception) else answer for answer in answers]


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
