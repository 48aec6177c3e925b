"""The main process gives each step to the one whose step it is, and waits until it is taken."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(steps: list[str], go: Event, done: Event) -> None:
    for step in steps:
        go.wait()
        go.clear()
        do(step)
        done.set()


def main(bowls: int = 3) -> None:
    numbers = range(1, bowls + 1)
    plan = {
        "potter": [f"potter: bowl {number} {step}" for number in numbers for step in ("thrown", "fired")],
        "painter": [f"painter: bowl {number} {step}" for number in numbers for step in ("painted", "packed")],
    }
    done = multiprocessing.Event()
    go = {who: multiprocessing.Event() for who in plan}
    workers = [multiprocessing.Process(target=work, args=(plan[who], go[who], done)) for who in plan]
    for worker in workers:
        worker.start()
    for _ in range(2 * bowls):
        for who in plan:
            go[who].set()
            done.wait()
            done.clear()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
