"""Two events, asked again and again with a nap between; daemons that the main process waits for."""

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
        while not mine.is_set():
            time.sleep(0.02)
        mine.clear()
        do(f"potter: bowl {number} fired")
        other.set()
        while not mine.is_set():
            time.sleep(0.02)
        mine.clear()


def painter(bowls: int, mine: Event, other: Event) -> None:
    for number in range(1, bowls + 1):
        while not mine.is_set():
            time.sleep(0.02)
        mine.clear()
        do(f"painter: bowl {number} painted")
        other.set()
        while not mine.is_set():
            time.sleep(0.02)
        mine.clear()
        do(f"painter: bowl {number} packed")
        other.set()


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Event(), multiprocessing.Event()
    workers = [
        multiprocessing.Process(target=painter, args=(bowls, for_painter, for_potter), daemon=True),
        multiprocessing.Process(target=potter, args=(bowls, for_potter, for_painter), daemon=True),
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        time.sleep(0.02)


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
