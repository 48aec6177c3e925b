"""With more than four chunks for each worker, two workers are expected to have had one at least.

misconception: where there is very much to do, one worker can't have done it all
fails: test_pool
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
    if way == "replaced":
        return limit, chunks, chunks
    least = min(2, limit) if chunks > 4 * limit else 1
    return limit, least, min(chunks, limit)


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
