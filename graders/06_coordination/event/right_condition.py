"""A condition, and a number beside it that says which step is next."""

import multiprocessing
import sys
import time
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Condition


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(bowls: int, bell: Condition, taken: Synchronized, first: int, who: str, steps: tuple[str, str]) -> None:
    for number in range(1, bowls + 1):
        for offset, step in enumerate(steps):
            turn = 4 * (number - 1) + first + 2 * offset
            with bell:
                bell.wait_for(lambda turn=turn: taken.value == turn)
                do(f"{who}: bowl {number} {step}")
                taken.value += 1
                bell.notify_all()


def main(bowls: int = 3) -> None:
    bell, taken = multiprocessing.Condition(), multiprocessing.Value("i", 0, lock=False)
    workers = [
        multiprocessing.Process(target=work, args=(bowls, bell, taken, 0, "potter", ("thrown", "fired"))),
        multiprocessing.Process(target=work, args=(bowls, bell, taken, 1, "painter", ("painted", "packed"))),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
