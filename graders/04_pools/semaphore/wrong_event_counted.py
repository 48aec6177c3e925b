"""Two jobs that end close together leave one event that is set.

misconception: an event that is set twice wakes twice
fails: test_no_place_unused
ends: deadlock
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def do(over, job, number):
    try:
        job(number)
    finally:
        over.set()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    over = multiprocessing.Event()
    processes = []
    places = limit
    for number in range(n):
        if places == 0:
            over.wait()
            over.clear()
            places += 1
        process = multiprocessing.Process(target=do, args=(over, job, number))
        process.start()
        places -= 1
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
