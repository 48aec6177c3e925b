"""misconception: limit at a time means limit, then the next limit
fails: test_no_place_unused
ends: deadlock
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    for first in range(0, n, limit):
        batch = []
        for number in range(first, min(first + limit, n)):
            process = multiprocessing.Process(target=job, args=(number,))
            process.start()
            batch.append(process)
        for process in batch:
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
