"""misconception: there are always more jobs than places
fails: test_own_process
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def do(over, job, number):
    try:
        job(number)
    finally:
        over.release()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    over = multiprocessing.Semaphore(0)
    processes = [multiprocessing.Process(target=do, args=(over, job, number)) for number in range(n)]
    for number in range(limit):
        processes[number].start()
    for number in range(limit, n):
        over.acquire()
        processes[number].start()
    for process in processes:
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
