"""Why it works: there is an event for each direction, so nobody can hear a ring of its own.
It stays set until the one it is meant for has come by, however late, and that one clears it
at once: before it does its step and hands over. The other sets it again only after that
hand-over, so no clear() can take away a ring that is still to be heard.

Another way: an event for every step of every bowl, set once and never cleared. Or two
semaphores: acquire() waits for a ring and takes it away in one go.
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
