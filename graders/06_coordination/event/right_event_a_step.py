"""A list of all lines, each with an event that is set once and never cleared; each line waits for the one before."""

import multiprocessing
import sys
import time
from itertools import pairwise
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(who: str, plan: list[tuple[str, Event]]) -> None:
    for (_before, done_before), (line, done) in pairwise(plan):
        if line.startswith(who):
            done_before.wait()
            do(line)
            done.set()


def main(bowls: int = 3) -> None:
    steps = ("potter: bowl {} thrown", "painter: bowl {} painted", "potter: bowl {} fired", "painter: bowl {} packed")
    lines = ["start", *(step.format(number) for number in range(1, bowls + 1) for step in steps)]
    plan = [(line, multiprocessing.Event()) for line in lines]
    plan[0][1].set()
    workers = [multiprocessing.Process(target=work, args=(who, plan)) for who in ("potter", "painter")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
