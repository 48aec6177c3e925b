"""misconception: with gives a place back however the process ends
fails: test_lost
ends: deadlock
"""

import multiprocessing
import pickle
import os
import time
from collections.abc import Callable
from typing import Any


def _child(pipe, places, task, item):
    with places:
        try:
            message = pickle.dumps(("done", task(item)))
        except Exception as error:
            message = pickle.dumps(("failed", type(error).__name__))
    pipe.send_bytes(message)


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    places = multiprocessing.Semaphore(workers)
    begun = []
    for item in items:
        receiving, sending = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=_child, args=(sending, places, task, item))
        process.start()
        sending.close()
        begun.append((receiving, process))
    outcomes: list[tuple[str, Any]] = []
    for receiving, process in begun:
        try:
            outcomes.append(pickle.loads(receiving.recv_bytes()))
        except EOFError:
            outcomes.append(("lost", None))
        process.join()
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
