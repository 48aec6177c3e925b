"""misconception: when one task has failed, there is nothing more to hand out
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
        promises = deque(pool.apply_async(task, (item,)) for item in islice(source, workers))
        while promises:
            for promise in promises:
                if promise.ready() and not promise.successful():
                    promise.get()
            yield promises.popleft().get()
            promises.extend(pool.apply_async(task, (item,)) for item in islice(source, 1))


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
