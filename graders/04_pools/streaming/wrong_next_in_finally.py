"""misconception: a finally is done after each result, and only as long as results are asked for
fails: test_ended
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source = iter(items)
    with multiprocessing.Pool(workers) as pool:
        under_way = deque(pool.apply_async(task, (item,)) for item in islice(source, workers))
        while under_way:
            try:
                yield under_way.popleft().get()
            finally:
                under_way.extend(pool.apply_async(task, (item,)) for item in islice(source, 1))


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
