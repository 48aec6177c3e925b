"""How many processes are there.

There are three ways to have some jobs done, and in all of them a limit: a process for each
job, with a semaphore; a pool; and a pool whose workers are replaced after each task. Each
way needs another number of processes. predict() is to say it beforehand. Today it says the
limit, whatever it is asked for.

    python head_count.py pool 7 3 1         7 jobs, a limit of 3, in chunks of 1
    python head_count.py replaced 7 3 2     7 jobs, a limit of 3, in chunks of 2

Contract
- predict(way, jobs, limit, chunk) returns three ints, for each of the three ways below:
      there    so many child processes may be there at the same time, at most
      least    so many different processes do at least one job, at the least
      most     so many different processes do at least one job, at the most
- The functions below do it in these ways, in whatever order the processes get on, and
  however long a job takes. None of the processes is ended from outside before it is all done.
- jobs, limit and chunk are 1 or more, and any of them may be the largest.
- predict() works the numbers out, and starts no process for it.

Change predict() only. Try it:   python head_count.py pool 7 3 1
Grade it:                        pytest head_count.py
"""

import multiprocessing
import os
import sys
import time


def predict(way: str, jobs: int, limit: int, chunk: int) -> tuple[int, int, int]:
    there = limit
    least = limit
    most = limit
    return there, least, most


def do(number: int) -> int:
    time.sleep(0.1)
    return os.getpid()


def do_at_a_place(places, number: int, pids) -> None:
    with places:
        pids.put(do(number))


def semaphore(jobs: int, limit: int, chunk: int) -> tuple[int, list[int]]:
    places = multiprocessing.Semaphore(limit)
    pids = multiprocessing.SimpleQueue()
    processes = [multiprocessing.Process(target=do_at_a_place, args=(places, job, pids)) for job in range(jobs)]
    for process in processes:
        process.start()
    there = len(multiprocessing.active_children())
    for process in processes:
        process.join()
    return there, [pids.get() for _ in range(jobs)]


def pool(jobs: int, limit: int, chunk: int, tasks: int | None = None) -> tuple[int, list[int]]:
    with multiprocessing.Pool(limit, maxtasksperchild=tasks) as workers:
        promise = workers.map_async(do, range(jobs), chunksize=chunk)
        there = len(multiprocessing.active_children())
        return there, promise.get()


def replaced(jobs: int, limit: int, chunk: int) -> tuple[int, list[int]]:
    return pool(jobs, limit, chunk, tasks=1)


def main(way: str = "pool", *words: str) -> None:
    jobs, limit, chunk = [int(word) for word in words or ("7", "3", "1")]
    there, pids = {"semaphore": semaphore, "pool": pool, "replaced": replaced}[way](jobs, limit, chunk)
    print("there, least, most:", *predict(way, jobs, limit, chunk))
    print(f"in this run {there} processes were there, and {len(set(pids))} different ones did jobs")


if __name__ == "__main__":
    main(*sys.argv[1:])
