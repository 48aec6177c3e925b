"""misconception: next(source, None) gives None at the end, so None is the end
fails: test_under_way
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source = iter(items)
    with multiprocessing.Pool(workers) as pool:
        under_way = deque()
        while True:
            while len(under_way) < workers and (item := next(source, None)) is not None:
                under_way.append(pool.apply_async(task, (item,)))
            if not under_way:
                break
            yield under_way.popleft().get()


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
