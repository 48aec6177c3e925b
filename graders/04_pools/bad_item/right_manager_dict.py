"""The answers go into a manager's dict, and a class of processes waits for its place."""

import multiprocessing
import os
import pickle
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any


class Worker(multiprocessing.Process):
    def __init__(self, task, item, place, answers):
        super().__init__()
        self.task, self.item, self.place, self.answers = task, item, place, answers

    def run(self):
        try:
            self.answers[self.place] = "done", pickle.dumps(self.task(self.item))
        except Exception as error:
            self.answers[self.place] = "failed", type(error).__name__


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    with multiprocessing.Manager() as manager:
        answers = manager.dict()
        waiting = [Worker(task, item, place, answers) for place, item in enumerate(items)]
        at_work = {}
        while waiting or at_work:
            while waiting and len(at_work) < workers:
                worker = waiting.pop(0)
                worker.start()
                at_work[worker.sentinel] = worker
            for sentinel in wait(list(at_work)):
                at_work.pop(sentinel).join()
        came = dict(answers)
    outcomes = []
    for place in range(len(items)):
        how, what = came.get(place, ("lost", None))
        outcomes.append((how, pickle.loads(what)) if how == "done" else (how, what))
    return outcomes


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
