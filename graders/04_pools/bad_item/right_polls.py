"""Asks every process every now and then whether it has ended, or has said something."""

import contextlib
import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any


def do(task, item, end):
    try:
        answer = "done", task(item)
    except Exception as error:
        answer = "failed", type(error).__name__
    try:
        end.send(answer)
    except Exception as error:  # it does not pickle, and nothing was sent
        end.send(("failed", type(error).__name__))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes = [("lost", None)] * len(items)
    waiting = list(enumerate(items))
    at_work = []
    while waiting or at_work:
        if waiting and len(at_work) < workers:
            place, item = waiting.pop(0)
            mine, its = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=do, args=(task, item, its))
            process.start()
            its.close()
            at_work.append((place, process, mine))
            continue
        for job in list(at_work):
            place, process, mine = job
            if mine.poll():
                with contextlib.suppress(EOFError):
                    outcomes[place] = mine.recv()
                process.join()
                at_work.remove(job)
        time.sleep(0.01)
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
