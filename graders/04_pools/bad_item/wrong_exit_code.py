"""misconception: exit code 0 says that the task has returned
fails: test_lost
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any


def do(task, place, item, answers):
    try:
        answers[place] = "done", task(item)
    except Exception as error:
        answers[place] = "failed", type(error).__name__


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = [("lost", None) for _ in items]
    waiting = list(enumerate(items))
    at_work = {}
    with multiprocessing.Manager() as manager:
        answers = manager.dict()
        while waiting or at_work:
            while waiting and len(at_work) < workers:
                place, item = waiting.pop(0)
                process = multiprocessing.Process(target=do, args=(task, place, item, answers))
                process.start()
                at_work[process.sentinel] = place, process
            for sentinel in wait(list(at_work)):
                place, process = at_work.pop(sentinel)
                process.join()
                if process.exitcode == 0:
                    outcomes[place] = answers[place]
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
