"""An executor whose workers are always spawned; who is lost in it is done again, alone in another one."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def attempt(task, item):
    try:
        return "done", task(item)
    except Exception as error:
        return "failed", type(error).__name__


def answer(future):
    try:
        return future.result()
    except BrokenProcessPool:
        return "lost", None
    except Exception as error:
        return "failed", type(error).__name__


def run(task, items, workers):
    futures = []
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as executor:
        for item in items:
            try:
                futures.append(executor.submit(attempt, task, item))
            except BrokenProcessPool:
                break
    outcomes = [answer(future) for future in futures]
    outcomes += [("lost", None)] * (len(items) - len(outcomes))
    for place, outcome in enumerate(outcomes):
        if outcome == ("lost", None):  # it may be another one's fault
            with ProcessPoolExecutor(1) as executor:
                outcomes[place] = answer(executor.submit(attempt, task, items[place]))
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
