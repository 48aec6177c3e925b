"""A Process subclass with a BoundedSemaphore, which refuses to be released too often."""

import functools
import multiprocessing
import time
from collections.abc import Callable


class Worker(multiprocessing.Process):
    def __init__(self, places, job, number):
        super().__init__(name=f"worker {number}")
        self.places = places
        self.job = job
        self.number = number

    def run(self):
        self.places.acquire()
        try:
            self.job(self.number)
        finally:
            self.places.release()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    places = multiprocessing.BoundedSemaphore(limit)
    workers = [Worker(places, job, number) for number in range(n)]
    for worker in workers:
        worker.start()
    for worker in reversed(workers):
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
