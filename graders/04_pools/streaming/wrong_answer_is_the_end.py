"""Who has answered is joined no more, for an answer is the last thing that a process does.

misconception: a process that has sent its answer has ended
fails: test_ended
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any


def call(task: Callable[[Any], Any], item: Any, sending: Connection) -> None:
    try:
        outcome = (False, task(item))
    except Exception as error:
        outcome = (True, error)
    sending.send(outcome)


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source, under_way = iter(items), deque()
    try:
        while True:
            for item in islice(source, workers - len(under_way)):
                receiving, sending = multiprocessing.Pipe(duplex=False)
                process = multiprocessing.Process(target=call, args=(task, item, sending))
                process.start()
                sending.close()
                under_way.append((process, receiving))
            if not under_way:
                return
            process, receiving = under_way.popleft()
            with receiving:
                failed, outcome = receiving.recv()
            pass
            if failed:
                raise outcome
            yield outcome
    finally:
        for process, receiving in under_way:
            process.kill()
            process.join()
            receiving.close()


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
