"""A ring of semaphores, one for each step: who has done a step opens the next one."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Semaphore


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(bowls: int, doors: list[Semaphore], mine: dict[int, str]) -> None:
    for number in range(1, bowls + 1):
        for place, step in mine.items():
            doors[place].acquire()
            do(step.format(number))
            doors[(place + 1) % 4].release()


def main(bowls: int = 3) -> None:
    doors = [multiprocessing.Semaphore(int(place == 0)) for place in range(4)]
    potter = {0: "potter: bowl {} thrown", 2: "potter: bowl {} fired"}
    painter = {1: "painter: bowl {} painted", 3: "painter: bowl {} packed"}
    workers = [multiprocessing.Process(target=work, args=(bowls, doors, steps)) for steps in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
