"""Both come to a barrier after each step, whoever's step it was."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Barrier


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(bowls: int, step_done: Barrier, mine: str) -> None:
    for number in range(1, bowls + 1):
        for who, step in (("potter", "thrown"), ("painter", "painted"), ("potter", "fired"), ("painter", "packed")):
            if who == mine:
                do(f"{who}: bowl {number} {step}")
            step_done.wait()


def main(bowls: int = 3) -> None:
    step_done = multiprocessing.Barrier(2)
    workers = [multiprocessing.Process(target=work, args=(bowls, step_done, who)) for who in ("painter", "potter")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
