"""misconception: join(timeout) comes back when the process has ended
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
    processes = []
    for number in range(n):
        process = multiprocessing.Process(target=do, args=(places, job, number))
        process.start()
        processes.append(process)
    for process in processes:
        process.join(timeout=5)


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
