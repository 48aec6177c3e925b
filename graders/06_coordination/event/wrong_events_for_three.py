"""An event for each step of each bowl, made for three bowls.

misconception: three bowls, as without an argument, are as many as there will be
fails: test_any_number
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, rounds: list[list[Event]]) -> None:
    for number, (thrown, painted, fired, packed) in zip(range(1, bowls + 1), rounds):
        do(f"potter: bowl {number} thrown")
        thrown.set()
        painted.wait()
        do(f"potter: bowl {number} fired")
        fired.set()
        packed.wait()


def painter(bowls: int, rounds: list[list[Event]]) -> None:
    for number, (thrown, painted, fired, packed) in zip(range(1, bowls + 1), rounds):
        thrown.wait()
        do(f"painter: bowl {number} painted")
        painted.set()
        fired.wait()
        do(f"painter: bowl {number} packed")
        packed.set()


def main(bowls: int = 3) -> None:
    rounds = [[multiprocessing.Event() for _ in range(4)] for _ in range(3)]
    workers = [multiprocessing.Process(target=work, args=(bowls, rounds)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
