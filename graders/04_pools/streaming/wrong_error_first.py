"""An exception is raised as soon as it is there, before the results that come before it.

misconception: an error need not wait for its turn
fails: test_ended
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    rest = iter(items)
    window = []
    with ProcessPoolExecutor(workers) as executor:
        done = False
        while True:
            while not done and len(window) < workers:
                try:
                    window.append(executor.submit(task, next(rest)))
                except StopIteration:
                    done = True
            if not window:
                return
            while not window[0].done():
                wait([future for future in window if not future.done()], return_when="FIRST_COMPLETED")
                for future in window:
                    if future.done() and future.exception():
                        raise future.exception()
            yield window.pop(0).result()


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
