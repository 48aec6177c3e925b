"""A lock round each step.

misconception: processes that share a lock take turns
fails: test_one_bowl
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Lock


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, bell: Lock) -> None:
    for number in range(1, bowls + 1):
        with bell:
            do(f"potter: bowl {number} thrown")
        with bell:
            do(f"potter: bowl {number} fired")


def painter(bowls: int, bell: Lock) -> None:
    for number in range(1, bowls + 1):
        with bell:
            do(f"painter: bowl {number} painted")
        with bell:
            do(f"painter: bowl {number} packed")


def main(bowls: int = 3) -> None:
    bell = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=work, args=(bowls, bell)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
