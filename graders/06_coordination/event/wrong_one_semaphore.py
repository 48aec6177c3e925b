"""One semaphore in place of the bell, released and acquired by both.

misconception: a semaphore is taken by another process than the one that released it
fails: test_one_bowl
ends: deadlock
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Semaphore


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, bell: Semaphore) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        bell.release()
        bell.acquire()
        do(f"potter: bowl {number} fired")
        bell.release()
        bell.acquire()


def painter(bowls: int, bell: Semaphore) -> None:
    for number in range(1, bowls + 1):
        bell.acquire()
        do(f"painter: bowl {number} painted")
        bell.release()
        bell.acquire()
        do(f"painter: bowl {number} packed")
        bell.release()


def main(bowls: int = 3) -> None:
    bell = multiprocessing.Semaphore(0)
    workers = [multiprocessing.Process(target=work, args=(bowls, bell)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
