"""All places are free before the first job has begun, too.

misconception: when all places are free every job is done
fails: test_return
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def do(places, job, number):
    with places:
        job(number)


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    places = multiprocessing.Semaphore(limit)
    for number in range(n):
        multiprocessing.Process(target=do, args=(places, job, number)).start()
    for _ in range(limit):
        places.acquire()
    for _ in range(limit):
        places.release()


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
