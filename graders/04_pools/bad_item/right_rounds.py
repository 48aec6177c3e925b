"""Those that have not come back go into the next executor, a few times; then each is alone in one."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def _named(task, item):
    try:
        return ("done", task(item))
    except Exception as error:
        return ("failed", type(error).__name__)


def round_of(task, items, places, workers):
    """The outcomes of those that have come back, by place."""
    outcomes = {}
    with ProcessPoolExecutor(workers) as executor:
        futures = {}
        for place in places:
            try:
                futures[place] = executor.submit(_named, task, items[place])
            except BrokenProcessPool:
                break
        for place, future in futures.items():
            try:
                outcomes[place] = future.result()
            except BrokenProcessPool:
                continue
            except Exception as error:
                outcomes[place] = ("failed", type(error).__name__)
    return outcomes


def run(task, items, workers):
    outcomes = {}
    left = list(range(len(items)))
    for _ in range(5):
        if left:
            outcomes |= round_of(task, items, left, workers)
            left = [place for place in left if place not in outcomes]
    for place in left:
        outcomes |= round_of(task, items, [place], 1)
    return [outcomes.get(place, ("lost", None)) for place in range(len(items))]


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
