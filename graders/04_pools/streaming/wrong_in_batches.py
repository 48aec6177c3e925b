"""misconception: a batch as large as there are workers keeps all of them busy
fails: test_side_by_side, test_ended
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source = iter(items)
    with multiprocessing.Pool(workers) as pool:
        while batch := list(islice(source, workers)):
            yield from pool.map(task, batch, chunksize=1)


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
