"""As many threads as there are places; each starts a process for one number, waits for its end, and
takes the next number.
"""

import functools
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    def do(number):
        process = multiprocessing.Process(target=job, args=(number,))
        process.start()
        process.join()

    with ThreadPoolExecutor(limit) as threads:
        list(threads.map(do, range(n)))


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
