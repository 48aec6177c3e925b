"""Many jobs, a few places.

Each job is to get a process of its own, but only so many jobs may be at work at once: that
many have a place, and the others wait for one. Today run() does the jobs one after another,
in the main process.

Contract
- run(job, n, limit) calls job(number) once for each number from 0 to n - 1, each in a child
  process started with multiprocessing, and no process does two jobs. n and limit are 1 or
  more; limit may be the larger one.
- Never are more than limit jobs at work. A job is at work from the call of job(number) until
  the call is over.
- No place stays unused: while fewer than limit jobs are at work and others have not begun,
  one of those begins. It need not wait for any that is at work.
- A job may fail, by an exception or by sys.exit(). Its place is free then, the other jobs are
  done, and run() returns as ever. No job is killed or calls os._exit().
- When run() returns, every job is done and every process has ended.
- job may hold locks of multiprocessing. They reach a child in the args of its Process; a
  queue refuses them, and so does pool.map(job, ...).
- All this under fork, spawn and forkserver.

Change run(), and add functions and classes of your own. Try it:   python semaphore.py
Grade it:                                                          pytest semaphore.py
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    for number in range(n):
        job(number)


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
