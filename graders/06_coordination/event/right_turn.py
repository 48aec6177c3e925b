"""A shared number that says whose turn it is, and each asks for it."""

import multiprocessing
import sys
import time
from multiprocessing.sharedctypes import Synchronized


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(bowls: int, turn: Synchronized, own: int, who: str, steps: tuple[str, str]) -> None:
    for number in range(1, bowls + 1):
        for step in steps:
            while turn.value != own:
                time.sleep(0.001)
            do(f"{who}: bowl {number} {step}")
            turn.value = 1 - own


def main(bowls: int = 3) -> None:
    turn = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=work, args=(bowls, turn, 1, "painter", ("painted", "packed"))),
        multiprocessing.Process(target=work, args=(bowls, turn, 0, "potter", ("thrown", "fired"))),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
