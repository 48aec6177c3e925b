"""Two lanes may take the same number.

misconception: value += 1 is one step
fails: test_return
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def lane(following, n, job):
    while following.value < n:
        number = following.value
        following.value += 1
        process = multiprocessing.Process(target=job, args=(number,))
        process.start()
        process.join()


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    following = multiprocessing.Value("i", 0)
    lanes = [multiprocessing.Process(target=lane, args=(following, n, job)) for _ in range(limit)]
    for process in lanes:
        process.start()
    for process in lanes:
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
