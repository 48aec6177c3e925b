"""The potter throws the next bowl as soon as it has fired the last.

misconception: a new round begins by itself
fails: test_bowl_after_bowl
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Semaphore


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, ring: Semaphore, painted: Semaphore) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        ring.release()
        painted.acquire()
        do(f"potter: bowl {number} fired")
        ring.release()


def painter(bowls: int, ring: Semaphore, painted: Semaphore) -> None:
    for number in range(1, bowls + 1):
        ring.acquire()
        do(f"painter: bowl {number} painted")
        painted.release()
        ring.acquire()
        do(f"painter: bowl {number} packed")


def main(bowls: int = 3) -> None:
    signals = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
    workers = [multiprocessing.Process(target=work, args=(bowls, *signals)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
