"""A queue for each direction."""

import multiprocessing
import sys
import time
from multiprocessing.queues import Queue


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, mine: Queue, other: Queue) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        other.put("yours")
        mine.get()
        do(f"potter: bowl {number} fired")
        other.put("yours")
        mine.get()


def painter(bowls: int, mine: Queue, other: Queue) -> None:
    for number in range(1, bowls + 1):
        mine.get()
        do(f"painter: bowl {number} painted")
        other.put("yours")
        mine.get()
        do(f"painter: bowl {number} packed")
        other.put("yours")


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Queue(), multiprocessing.Queue()
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
