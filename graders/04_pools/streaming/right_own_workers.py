"""Workers of its own, one after the other in turn, each with a pipe for tasks and answers."""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any


def work(task: Callable[[Any], Any], end: Connection) -> None:
    while True:
        (item,) = end.recv()
        try:
            answer = (None, task(item))
        except Exception as error:
            answer = (error, None)
        end.send(answer)


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    crew = []
    for _ in range(workers):
        mine, its = multiprocessing.Pipe()
        worker = multiprocessing.Process(target=work, args=(task, its), daemon=True)
        worker.start()
        its.close()
        crew.append((worker, mine))
    try:
        asked: deque[Connection] = deque()
        free = deque(end for _, end in crew)
        source = iter(items)
        while True:
            while free:
                try:
                    item = next(source)
                except StopIteration:
                    break
                end = free.popleft()
                end.send((item,))
                asked.append(end)
            if not asked:
                break
            end = asked.popleft()
            error, result = end.recv()
            free.append(end)
            if error is not None:
                raise error
            yield result
    finally:
        for worker, _ in crew:
            worker.terminate()
        for worker, _ in crew:
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
