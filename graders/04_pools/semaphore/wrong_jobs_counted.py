"""It waits for the jobs and leaves their processes to themselves.

misconception: whoever has said that it is done has ended
fails: test_return
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def do(places, done, job, number):
    with places:
        try:
            job(number)
        finally:
            done.release()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    places = multiprocessing.Semaphore(limit)
    done = multiprocessing.Semaphore(0)
    for number in range(n):
        multiprocessing.Process(target=do, args=(places, done, job, number)).start()
    for _ in range(n):
        done.acquire()


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
