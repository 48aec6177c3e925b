"""misconception: what was put into a queue has been sent
fails: test_lost
"""

import multiprocessing
import os
import pickle
import time
from collections.abc import Callable
from queue import Empty
from typing import Any


def lane(task, todo, answers):
    for place, item in iter(todo.get, None):
        answers.put((place, "begun", None))
        try:
            answers.put((place, "done", pickle.dumps(task(item))))
        except Exception as error:
            answers.put((place, "failed", type(error).__name__))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes = [("lost", None)] * len(items)
    todo, answers = multiprocessing.Queue(), multiprocessing.Queue()
    for pair in enumerate(items):
        todo.put(pair)
    lanes = []
    for _ in range(workers):
        lanes.append(multiprocessing.Process(target=lane, args=(task, todo, answers)))
        todo.put(None)
    for process in lanes:
        process.start()
    came = 0
    while any(process.is_alive() for process in lanes) or not answers.empty():
        try:
            place, how, what = answers.get(timeout=0.05)
        except Empty:
            continue
        if how == "done":
            outcomes[place] = how, pickle.loads(what)
        elif how == "failed":
            outcomes[place] = how, what
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
