"""Two may look before either of them counts itself.

misconception: a number in shared memory is enough to count
fails: test_limit
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def do(at_work, limit, job, number):
    while at_work.value >= limit:
        time.sleep(0.01)
    with at_work.get_lock():
        at_work.value += 1
    try:
        job(number)
    finally:
        with at_work.get_lock():
            at_work.value -= 1


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    at_work = multiprocessing.Value("i", 0)
    processes = []
    for number in range(n):
        process = multiprocessing.Process(target=do, args=(at_work, limit, job, number))
        process.start()
        processes.append(process)
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
