"""An executor for all; who has not come back when it breaks is done again, alone in one."""

import os
import pickle
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any


def attempt(task, item):
    try:
        return "done", pickle.dumps(task(item))
    except Exception as error:
        return "failed", type(error).__name__


def opened(outcome):
    how, what = outcome
    return (how, pickle.loads(what)) if how == "done" else outcome


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes = [None] * len(items)
    futures = {}
    with ProcessPoolExecutor(workers) as executor:
        try:
            for place, item in enumerate(items):
                futures[place] = executor.submit(attempt, task, item)
        except BrokenProcessPool:
            pass  # the others are handed out below
    for place, item in enumerate(items):
        try:
            outcomes[place] = opened(futures[place].result())
        except (KeyError, BrokenProcessPool):
            with ProcessPoolExecutor(1) as executor:
                try:
                    outcomes[place] = opened(executor.submit(attempt, task, item).result())
                except BrokenProcessPool:
                    outcomes[place] = "lost", None
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
