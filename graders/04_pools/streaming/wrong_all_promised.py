"""misconception: promises cost nothing
fails: test_under_way
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    with multiprocessing.Pool(workers) as pool:
        for promise in [pool.apply_async(task, (item,)) for item in items]:
            yield promise.get()


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
