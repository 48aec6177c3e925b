"""Why it works: a semaphore is a number of free places. acquire() takes one, and waits while
there is none; release() gives one back. `with` does both, and gives the place back however
the job ends, by sys.exit() too. All processes are started before the first is waited for,
and the one semaphore reaches each of them in its args.

Another way: the main process takes a place before each start, and the child releases it in
`finally`. Then those that wait for a place are not yet processes. And a pool with
maxtasksperchild=1 and chunksize=1 does it without a semaphore, if it gets the job in
initargs.
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
