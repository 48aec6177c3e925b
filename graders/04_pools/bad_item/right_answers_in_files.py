"""The answers are left in files; a process that has ended and left none is lost."""

import multiprocessing
import os
import pickle
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any


def do(task, item, path):
    try:
        text = pickle.dumps(("done", task(item)))
    except Exception as error:
        text = pickle.dumps(("failed", type(error).__name__))
    with open(path, "wb") as file:
        file.write(text)


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        places = threading.BoundedSemaphore(workers)

        def lane(place, item):
            with places:
                process = multiprocessing.Process(target=do, args=(task, item, f"{folder}/{place}"))
                process.start()
                process.join()

        lanes = [threading.Thread(target=lane, args=pair) for pair in enumerate(items)]
        for thread in lanes:
            thread.start()
        for thread in lanes:
            thread.join()
        for place in range(len(items)):
            try:
                with open(f"{folder}/{place}", "rb") as file:
                    outcomes.append(pickle.load(file))
            except FileNotFoundError:
                outcomes.append(("lost", None))
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
