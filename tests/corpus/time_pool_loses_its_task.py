# A worker ends in the middle of a task; the Pool starts another one, and the result never comes.
# outcome: timeout
import multiprocessing
import os


def work(n):
    os._exit(1)


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        pool.map_async(work, [1]).get(20)
