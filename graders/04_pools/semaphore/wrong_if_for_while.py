"""misconception: Whoever is woken has the place that was given back.
fails: test_limit
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def _work(job, number, condition, at_work, limit):
    with condition:
        if at_work.value >= limit:
            condition.wait()
        at_work.value += 1
    try:
        job(number)
    finally:
        with condition:
            at_work.value -= 1
            condition.notify()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    condition = multiprocessing.Condition()
    at_work = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=_work, args=(job, number, condition, at_work, limit)) for number in range(n)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


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
