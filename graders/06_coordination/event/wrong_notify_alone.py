"""A condition in place of the bell, with nothing beside it that says whose turn it is.

misconception: a notify() waits for the one that is to be woken
fails: test_one_bowl
ends: deadlock
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Condition


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, bell: Condition) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        with bell:
            bell.notify()
        with bell:
            bell.wait()
        do(f"potter: bowl {number} fired")
        with bell:
            bell.notify()
        with bell:
            bell.wait()


def painter(bowls: int, bell: Condition) -> None:
    for number in range(1, bowls + 1):
        with bell:
            bell.wait()
        do(f"painter: bowl {number} painted")
        with bell:
            bell.notify()
        with bell:
            bell.wait()
        do(f"painter: bowl {number} packed")
        with bell:
            bell.notify()


def main(bowls: int = 3) -> None:
    bell = multiprocessing.Condition()
    workers = [multiprocessing.Process(target=work, args=(bowls, bell)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
