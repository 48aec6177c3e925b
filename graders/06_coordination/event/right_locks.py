"""Two locks, each released by the process that did not acquire it."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Lock


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, mine: Lock, other: Lock) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        other.release()
        mine.acquire()
        do(f"potter: bowl {number} fired")
        other.release()
        mine.acquire()


def painter(bowls: int, mine: Lock, other: Lock) -> None:
    for number in range(1, bowls + 1):
        mine.acquire()
        do(f"painter: bowl {number} painted")
        other.release()
        mine.acquire()
        do(f"painter: bowl {number} packed")
        other.release()


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Lock(), multiprocessing.Lock()
    for_potter.acquire()
    for_painter.acquire()
    workers = [
        multiprocessing.Process(target=painter, args=(bowls, for_painter, for_potter)),
        multiprocessing.Process(target=potter, args=(bowls, for_potter, for_painter)),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
