"""misconception: when a job has failed the others are not wanted
fails: test_return
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    running = []
    numbers = iter(range(n))
    number = next(numbers, None)
    while running or number is not None:
        for process in list(running):
            if not process.is_alive():
                running.remove(process)
                if process.exitcode:
                    number = None
        while number is not None and len(running) < limit:
            process = multiprocessing.Process(target=job, args=(number,))
            process.start()
            running.append(process)
            number = next(numbers, None)
        time.sleep(0.05)


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
