"""Asks the oldest promise again and again, with a timeout; the pool is closed and joined at every end."""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    pool = multiprocessing.Pool(workers, maxtasksperchild=3)
    try:
        source, promises, ended = iter(items), deque(), False
        while True:
            while not ended and len(promises) < workers:
                try:
                    promises.append(pool.apply_async(task, [next(source)]))
                except StopIteration:
                    ended = True
            if not promises:
                return
            promise = promises.popleft()
            while not promise.ready():
                promise.wait(0.05)
            yield promise.get()
    finally:
        pool.close()
        pool.join()


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
