"""The painter is a daemon, and nobody joins it; the potter waits for the last bowl to be packed.

misconception: a daemon that has done its last step need not be waited for
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


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Event(), multiprocessing.Event()
    multiprocessing.Process(target=painter, args=(bowls, for_painter, for_potter), daemon=True).start()
    worker = multiprocessing.Process(target=potter, args=(bowls, for_potter, for_painter))
    worker.start()
    worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
