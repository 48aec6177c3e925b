"""misconception: more places than processors are of no use
fails: test_no_place_unused
ends: deadlock
"""

import functools
import multiprocessing
import time
import os


def child(job, number, places):
    with places:
        job(number)


def run(job, n, limit):
    # more than there are cores would not be faster
    places = multiprocessing.Semaphore(min(limit, os.cpu_count() or 1))
    children = [multiprocessing.Process(target=child, args=(job, number, places)) for number in range(n)]
    for c in children:
        c.start()
    for c in children:
        c.join()


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
