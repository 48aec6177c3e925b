"""misconception: a process that has sent its answer has ended, or is about to
fails: test_failed, test_lost
ends: deadlock
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any


import multiprocessing
import pickle
from multiprocessing.connection import wait


def child(task, item, out):
    try:
        data = pickle.dumps(("done", task(item)))
    except BaseException as error:
        data = pickle.dumps(("failed", type(error).__name__))
    out.send_bytes(data)
    out.close()


def run(task, items, workers):
    outcomes = [None] * len(items)
    waiting = list(range(len(items)))[::-1]
    busy = {}
    while waiting or busy:
        while waiting and len(busy) < workers:
            index = waiting.pop()
            here, there = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=child, args=(task, items[index], there))
            process.start()
            there.close()
            busy[here] = (index, process)
        for here in [next(iter(busy))]:
            index, process = busy.pop(here)
            try:
                process.join()
                outcomes[index] = pickle.loads(here.recv_bytes())
            except (EOFError, OSError):
                outcomes[index] = ("lost", None)
            here.close()
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
