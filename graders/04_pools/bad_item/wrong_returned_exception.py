"""misconception: a task never returns an exception
fails: test_failed
"""

import multiprocessing
import pickle
import os
import time
from collections.abc import Callable
from typing import Any


def _child(pipe, task, item):
    try:
        result = task(item)
        pickle.dumps(result)
    except Exception as error:
        result = RuntimeError(type(error).__name__)
    pipe.send(result)


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = []
    for first in range(0, len(items), workers):
        begun = []
        for item in items[first : first + workers]:
            receiving, sending = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=_child, args=(sending, task, item))
            process.start()
            sending.close()
            begun.append((receiving, process))
        for receiving, process in begun:
            try:
                result = receiving.recv()
                outcomes.append(("failed", result.args[0]) if isinstance(result, Exception) else ("done", result))
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
