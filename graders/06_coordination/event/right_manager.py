"""A manager keeps the plan of all steps; who finds a step of its own at the top takes it off and does it."""

import multiprocessing
import sys
import threading
import time
from multiprocessing.managers import ListProxy


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(who: str, plan: ListProxy, bell: threading.Condition) -> None:
    with bell:
        while bell.wait_for(lambda: len(plan) == 0 or plan[0].startswith(who)) and len(plan) > 0:
            do(plan.pop(0))
            bell.notify_all()


def main(bowls: int = 3) -> None:
    steps = ("potter: bowl {} thrown", "painter: bowl {} painted", "potter: bowl {} fired", "painter: bowl {} packed")
    with multiprocessing.Manager() as manager:
        plan = manager.list([step.format(number) for number in range(1, bowls + 1) for step in steps])
        bell = manager.Condition()
        workers = [multiprocessing.Process(target=work, args=(who, plan, bell)) for who in ("painter", "potter")]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
