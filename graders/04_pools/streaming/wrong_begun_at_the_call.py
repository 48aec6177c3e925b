"""misconception: a generator that is closed cleans up, whether it was begun or not
fails: test_ended
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any


kept = []


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source = iter(items)
    pool = multiprocessing.Pool(workers)
    kept.append(pool)
    under_way = deque(pool.apply_async(task, (item,)) for item in islice(source, workers))

    def results():
        with pool:
            while under_way:
                yield under_way.popleft().get()
                under_way.extend(pool.apply_async(task, (item,)) for item in islice(source, 1))

    return results()


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
