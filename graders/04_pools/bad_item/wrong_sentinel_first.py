"""misconception: a process that has ended has left no answer
fails: test_failed, test_lost
"""

import multiprocessing
import pickle
from multiprocessing import connection
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


def _one(index, task, items, active):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_child, args=(sending, task, items[index]))
    process.start()
    active[index] = (receiving, sending, process)


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = [("lost", None)] * len(items)
    waiting = list(range(len(items)))
    active = {}
    while waiting or active:
        while waiting and len(active) < workers:
            _one(waiting.pop(0), task, items, active)
        ready = connection.wait([r for r, _, _ in active.values()] + [p.sentinel for _, _, p in active.values()])
        for index, (receiving, sending, process) in list(active.items()):
            if process.sentinel in ready:
                pass  # it died
            elif receiving in ready:
                outcomes[index] = pickle.loads(receiving.recv_bytes())
            else:
                continue
            process.join()
            receiving.close()
            sending.close()
            del active[index]
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
