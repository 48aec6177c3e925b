"""Each item has a process and a queue; the process is joined, and then its result is taken out.

misconception: a process that has put its result into a queue can end
fails: test_every_schedule
ends: deadlock
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from collections import deque


def answer(task, item, out):
    try:
        out.put((True, task(item)))
    except Exception as error:
        out.put((False, error))


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    window = deque()
    rest = iter(items)
    more = True
    try:
        while True:
            while more and len(window) < workers:
                try:
                    item = next(rest)
                except StopIteration:
                    more = False
                    break
                out = multiprocessing.Queue()
                child = multiprocessing.Process(target=answer, args=(task, item, out))
                child.start()
                window.append((child, out))
            if not window:
                return
            child, out = window.popleft()
            child.join()
            fine, value = out.get()
            if not fine:
                raise value
            yield value
    finally:
        for child, _ in window:
            child.terminate()
            child.join()


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
