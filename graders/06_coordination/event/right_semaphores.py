"""Two semaphores: acquire() waits for a signal and takes it away in one go."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Semaphore


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, mine: Semaphore, other: Semaphore) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        other.release()
        mine.acquire()
        do(f"potter: bowl {number} fired")
        other.release()
        mine.acquire()


def painter(bowls: int, mine: Semaphore, other: Semaphore) -> None:
    for number in range(1, bowls + 1):
        mine.acquire()
        do(f"painter: bowl {number} painted")
        other.release()
        mine.acquire()
        do(f"painter: bowl {number} packed")
        other.release()


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
    first = multiprocessing.Process(target=potter, args=(bowls, for_potter, for_painter))
    second = multiprocessing.Process(target=painter, args=(bowls, for_painter, for_potter))
    first.start()
    second.start()
    first.join()
    second.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
