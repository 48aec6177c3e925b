"""Two telephones: who rings waits until it was heard, and who listens asks with a timeout until there was a ring."""

import multiprocessing
import sys
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


@dataclass
class Telephone:
    mine: Event
    other: Event

    def ring(self) -> None:
        self.other.set()
        while self.other.is_set():
            time.sleep(0.01)

    def listen(self) -> None:
        while not self.mine.wait(0.05):
            print("nobody has rung yet", file=sys.stderr)
        self.mine.clear()


def potter(bowls: int, telephone: Telephone) -> None:
    for number in range(1, bowls + 1):
        for step in ("thrown", "fired"):
            do(f"potter: bowl {number} {step}")
            telephone.ring()
            telephone.listen()


def painter(bowls: int, telephone: Telephone) -> None:
    for number in range(1, bowls + 1):
        for step in ("painted", "packed"):
            telephone.listen()
            do(f"painter: bowl {number} {step}")
            telephone.ring()


def main(bowls: int = 3) -> None:
    one, two = multiprocessing.Event(), multiprocessing.Event()
    workers = [
        multiprocessing.Process(target=potter, args=(bowls, Telephone(one, two))),
        multiprocessing.Process(target=painter, args=(bowls, Telephone(two, one))),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
