"""Each looks whether its event is set, naps if it is not, and goes on.

misconception: if it was not set before the nap, it is set after it
fails: test_one_bowl
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
        if not mine.is_set():
            time.sleep(0.2)
        mine.clear()
        do(f"potter: bowl {number} fired")
        other.set()
        if not mine.is_set():
            time.sleep(0.2)
        mine.clear()


def painter(bowls: int, mine: Event, other: Event) -> None:
    for number in range(1, bowls + 1):
        if not mine.is_set():
            time.sleep(0.2)
        mine.clear()
        do(f"painter: bowl {number} painted")
        other.set()
        if not mine.is_set():
            time.sleep(0.2)
        mine.clear()
        do(f"painter: bowl {number} packed")
        other.set()


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
