"""An event for each step; the painter clears all four when a bowl is packed.

misconception: whoever ends a round may clear what it was told in it
fails: test_bowl_after_bowl
ends: deadlock
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, thrown: Event, painted: Event, fired: Event, packed: Event) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        thrown.set()
        painted.wait()
        do(f"potter: bowl {number} fired")
        fired.set()
        packed.wait()
        packed.clear()


def painter(bowls: int, thrown: Event, painted: Event, fired: Event, packed: Event) -> None:
    for number in range(1, bowls + 1):
        thrown.wait()
        do(f"painter: bowl {number} painted")
        painted.set()
        fired.wait()
        do(f"painter: bowl {number} packed")
        packed.set()
        for event in (thrown, painted, fired):
            event.clear()


def main(bowls: int = 3) -> None:
    events = [multiprocessing.Event() for _ in range(4)]
    workers = [multiprocessing.Process(target=work, args=(bowls, *events)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
