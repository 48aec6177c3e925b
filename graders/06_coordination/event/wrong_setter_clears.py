"""An event for each direction, and whoever sets it clears it at once.

misconception: with an event of its own for each, set() and clear() in a row reach the other surely
fails: test_one_bowl
ends: deadlock
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, mine: Event, other: Event) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        other.set()
        other.clear()
        mine.wait()
        do(f"potter: bowl {number} fired")
        other.set()
        other.clear()
        mine.wait()


def painter(bowls: int, mine: Event, other: Event) -> None:
    for number in range(1, bowls + 1):
        mine.wait()
        do(f"painter: bowl {number} painted")
        other.set()
        other.clear()
        mine.wait()
        do(f"painter: bowl {number} packed")
        other.set()
        other.clear()


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Event(), multiprocessing.Event()
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
