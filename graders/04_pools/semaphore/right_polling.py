"""The main process looks again and again, with naps between, whether a place is free."""

import functools
import multiprocessing
import time
from collections.abc import Callable


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    for number in range(n):
        while len(multiprocessing.active_children()) >= limit:
            time.sleep(0.05)
        multiprocessing.Process(target=job, args=(number,)).start()
    while multiprocessing.active_children():
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
