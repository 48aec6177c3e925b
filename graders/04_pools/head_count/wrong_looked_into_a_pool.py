"""A pool is made and looked at, and given up before it has had a job.

misconception: to ask a pool how many workers it has is no work
fails: test_pool, test_replaced
"""

import math
import multiprocessing
import os
import sys
import time


def predict(way: str, jobs: int, limit: int, chunk: int) -> tuple[int, int, int]:
    chunks = math.ceil(jobs / chunk)
    if way == "semaphore":
        return jobs, jobs, jobs
    with multiprocessing.Pool(limit):
        there = len(multiprocessing.active_children())
    if way == "replaced":
        return there, chunks, chunks
    return there, 1, min(chunks, there)


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
