"""imap takes the items from a generator of its own, which waits at a gate for each of them."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    gate = threading.Semaphore(workers)
    over = threading.Event()

    def gated():
        source = iter(items)
        while True:
            gate.acquire()
            if over.is_set():
                return
            try:
                item = next(source)
            except StopIteration:
                return
            yield item

    pool = multiprocessing.Pool(workers)
    try:
        for result in pool.imap(task, gated()):
            yield result
            gate.release()
    finally:
        over.set()
        gate.release()
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
