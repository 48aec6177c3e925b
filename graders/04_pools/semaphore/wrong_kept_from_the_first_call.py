"""misconception: A semaphore of the module is made once, for all calls.
fails: test_no_place_unused
ends: deadlock
"""

import functools
import multiprocessing
import time
from collections.abc import Callable

_places = None


def work_in_place(places, job, number):
    with places:
        job(number)


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    global _places
    if _places is None:
        _places = multiprocessing.Semaphore(limit)
    workers = [multiprocessing.Process(target=work_in_place, args=(_places, job, number)) for number in range(n)]
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
