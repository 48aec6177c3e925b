"""misconception: jobs dealt out evenly keep all places busy
fails: test_no_place_unused
ends: deadlock
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def lane(job, numbers):
    for number in numbers:
        process = multiprocessing.Process(target=job, args=(number,))
        process.start()
        process.join()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    lanes = [multiprocessing.Process(target=lane, args=(job, range(first, n, limit))) for first in range(limit)]
    for process in lanes:
        process.start()
    for process in lanes:
        process.join()


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
