"""Whoever hands over clears the event for the answer first: the other cannot have set it yet."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, mine: Event, other: Event) -> None:
    for number in range(1, bowls + 1):
        for step in ("thrown", "fired"):
            do(f"potter: bowl {number} {step}")
            hand_over_and_wait(mine, other)


def painter(bowls: int, mine: Event, other: Event) -> None:
    mine.wait()
    for number in range(1, bowls + 1):
        do(f"painter: bowl {number} painted")
        hand_over_and_wait(mine, other)
        do(f"painter: bowl {number} packed")
        if number < bowls:
            hand_over_and_wait(mine, other)
    other.set()


def hand_over_and_wait(mine: Event, other: Event) -> None:
    mine.clear()
    other.set()
    mine.wait()


def main(bowls: int = 3) -> None:
    events = multiprocessing.Event(), multiprocessing.Event()
    first = multiprocessing.Process(target=potter, args=(bowls, *events))
    second = multiprocessing.Process(target=painter, args=(bowls, *reversed(events)))
    second.start()
    first.start()
    first.join()
    second.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
