"""misconception: a program is always told how many
fails: test_any_number
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
        mine.wait()
        mine.clear()
        do(f"potter: bowl {number} fired")
        other.set()
        mine.wait()
        mine.clear()


def painter(bowls: int, mine: Event, other: Event) -> None:
    for number in range(1, bowls + 1):
        mine.wait()
        mine.clear()
        do(f"painter: bowl {number} painted")
        other.set()
        mine.wait()
        mine.clear()
        do(f"painter: bowl {number} packed")
        other.set()


def main(bowls: int) -> None:
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
    main(int(sys.argv[1]))
