"""misconception: a child has the pipe that it was given, and no other
fails: test_lost
under: fork
ends: deadlock
"""

import multiprocessing
import pickle
import os
import time
from collections.abc import Callable
from typing import Any


def _child(pipe, task, item):
    try:
        message = pickle.dumps(("done", task(item)))
    except Exception as error:
        message = pickle.dumps(("failed", type(error).__name__))
    pipe.send_bytes(message)


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = []
    for first in range(0, len(items), workers):
        wave = items[first : first + workers]
        pipes = [multiprocessing.Pipe(duplex=False) for _ in wave]
        processes = [
            multiprocessing.Process(target=_child, args=(sending, task, item))
            for (_, sending), item in zip(pipes, wave, strict=True)
        ]
        for process in processes:
            process.start()
        for _, sending in pipes:
            sending.close()
        for receiving, _ in pipes:
            try:
                outcomes.append(pickle.loads(receiving.recv_bytes()))
            except EOFError:
                outcomes.append(("lost", None))
        for process in processes:
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
