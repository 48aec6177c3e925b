"""The pool has as many workers as the machine has processors.

misconception: a pool has as many workers as are needed
fails: test_side_by_side
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    window = []
    with multiprocessing.Pool() as pool:
        for item in items:
            window.append(pool.apply_async(task, (item,)))
            if len(window) == workers:
                yield window.pop(0).get()
        while window:
            yield window.pop(0).get()


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape() -> Iterator[int]:
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
