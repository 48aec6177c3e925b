"""misconception: no item is None, so None can say that no more will come
fails: test_failed
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any


def work(task, conn):
    while (item := conn.recv()) is not None:
        try:
            answer = "done", task(item)
        except Exception as error:
            answer = "failed", type(error).__name__
        try:
            conn.send(answer)
        except Exception:
            conn.send(("failed", "PicklingError"))


def hire(task):
    conn, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=work, args=(task, its))
    process.start()
    its.close()
    return conn, process


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = [("lost", None) for _ in items]
    waiting = list(enumerate(items))
    idle = []
    at_work = {}
    while waiting or at_work:
        while waiting and len(at_work) < workers:
            place, item = waiting.pop(0)
            conn, process = idle.pop() if idle else hire(task)
            conn.send(item)
            at_work[conn] = place, process
        for conn in wait(list(at_work)):
            place, process = at_work.pop(conn)
            try:
                outcomes[place] = conn.recv()
                idle.append((conn, process))
            except (EOFError, ConnectionError):
                process.join()
    for conn, process in idle:
        conn.send(None)
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
