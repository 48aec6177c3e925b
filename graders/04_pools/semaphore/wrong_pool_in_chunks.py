"""misconception: with maxtasksperchild=1 a worker does one call (a chunk of calls is one task)
fails: test_own_process
"""

import functools
import multiprocessing
import time
import traceback
from collections.abc import Callable

kept = None


def keep(job):
    global kept
    kept = job


def do(number):
    try:
        kept(number)
    except BaseException:
        traceback.print_exc()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    with multiprocessing.Pool(limit, initializer=keep, initargs=(job,), maxtasksperchild=1) as pool:
        pool.map(do, range(n))


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
