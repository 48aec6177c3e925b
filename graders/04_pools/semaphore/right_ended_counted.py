"""The first limit are started at once, and one more for each that says, at its end, that it is over."""

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
    for process in processes[:limit]:
        process.start()
    for process in processes[limit:]:
        over.acquire()
        process.start()
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
