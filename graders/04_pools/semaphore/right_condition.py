"""A number of free places in shared memory, and a Condition to wait for one."""

import functools
import multiprocessing
import time
from collections.abc import Callable


def do(free, changed, job, number):
    with changed:
        while free.value == 0:
            changed.wait()
        free.value -= 1
    try:
        job(number)
    finally:
        with changed:
            free.value += 1
            changed.notify()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    changed = multiprocessing.Condition()
    free = multiprocessing.Value("i", limit, lock=False)
    processes = []
    for number in range(n):
        process = multiprocessing.Process(target=do, args=(free, changed, job, number))
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
