"""misconception: a worker that is told to go home goes home when its task is done
fails: test_ended
ends: deadlock
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any


def serve(task: Callable[[Any], Any], connection) -> None:
    while word := connection.recv():
        try:
            connection.send((True, task(*word)))
        except Exception as error:
            connection.send((False, error))


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source, crew, free, busy = iter(items), [], deque(), deque()
    try:
        for _ in range(workers):
            mine, theirs = multiprocessing.Pipe()
            crew.append(multiprocessing.Process(target=serve, args=(task, theirs)))
            crew[-1].start()
            free.append(mine)
        while True:
            for item in islice(source, len(free)):
                busy.append(free.popleft())
                busy[-1].send((item,))
            if not busy:
                return
            good, outcome = busy[0].recv()
            free.append(busy.popleft())
            if not good:
                raise outcome
            yield outcome
    finally:
        for connection in (*free, *busy):
            connection.send(())
        for worker in crew:
            worker.join()


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
