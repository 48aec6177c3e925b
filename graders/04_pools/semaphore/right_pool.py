"""A pool whose workers do one task each and are then replaced. The job reaches them as they are
started; only numbers go through the pool's queue. An error is caught in the worker, as a pool
that loses a worker to sys.exit() waits for its result for ever.
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
        pool.map(do, range(n), chunksize=1)
        pool.close()
        pool.join()


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
