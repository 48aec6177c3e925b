"""A token that goes back and forth through a pipe."""

import multiprocessing
import sys
import time
from multiprocessing.connection import Connection


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(bowls: int, end: Connection, who: str, steps: tuple[str, str], *, begins: bool) -> None:
    for number in range(1, bowls + 1):
        for step in steps:
            if not begins:
                end.recv()
            begins = False
            do(f"{who}: bowl {number} {step}")
            end.send("yours")
    if who == "potter":
        end.recv()


def main(bowls: int = 3) -> None:
    one, two = multiprocessing.Pipe()
    workers = [
        multiprocessing.Process(target=work, args=(bowls, one, "potter", ("thrown", "fired")), kwargs={"begins": True}),
        multiprocessing.Process(
            target=work, args=(bowls, two, "painter", ("painted", "packed")), kwargs={"begins": False}
        ),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
