"""When the items have come to their end, it waits for all results that are left.

misconception: at the end nobody waits for a result any more
fails: test_side_by_side
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from collections import deque


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    rest = iter(items)
    window = deque()
    with multiprocessing.Pool(workers) as pool:
        try:
            while True:
                while len(window) < workers:
                    window.append(pool.apply_async(task, (next(rest),)))
                yield window.popleft().get()
        except StopIteration:
            pass
        finally:
            left = [promise.get() for promise in window]
        yield from left


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
