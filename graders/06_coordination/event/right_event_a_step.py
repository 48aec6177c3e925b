"""An event for each step of each bowl, set once and never cleared."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(rounds: list[list[Event]]) -> None:
    for number, (thrown, painted, fired, packed) in enumerate(rounds, start=1):
        do(f"potter: bowl {number} thrown")
        thrown.set()
        painted.wait()
        do(f"potter: bowl {number} fired")
        fired.set()
        packed.wait()


def painter(rounds: list[list[Event]]) -> None:
    for number, (thrown, painted, fired, packed) in enumerate(rounds, start=1):
        thrown.wait()
        do(f"painter: bowl {number} painted")
        painted.set()
        fired.wait()
        do(f"painter: bowl {number} packed")
        packed.set()


def main(bowls: int = 3) -> None:
    rounds = [[multiprocessing.Event() for _ in range(4)] for _ in range(bowls)]
    workers = [multiprocessing.Process(target=work, args=(rounds,)) for work in (potter, painter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
