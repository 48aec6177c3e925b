"""misconception: a pool can send any job to its workers
fails: test_own_process
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    with multiprocessing.Pool(limit, maxtasksperchild=1) as pool:
        pool.map(job, range(n), chunksize=1)


def work(at_work, number: int) -> None:
    with at_work.get_lock():
        at_work.value += 1
        print(f"job {number} begins, {at_work.value} at work")
    time.sleep(0.3)
    with at_work.get_lock():
        at_work.value -= 1


def main() -> None:
    at_work = multiprocessing.Value("i", 0)
    run(functools.partial(work, at_work), 7, 3)
    print("main: all jobs are done")


if __name__ == "__main__":
    main()
