"""The main process keeps the sending end of the last item's pipe open, and waits for what its lost process was to send.

misconception: an end is closed when its variable gets the next one, the last one too
fails: test_lost
ends: deadlock
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any


def do(task: Callable[[Any], Any], item: Any, end: Connection) -> None:
    try:
        answer = "done", task(item)
    except Exception as error:
        answer = "failed", type(error).__name__
    try:
        end.send(answer)
    except Exception as error:  # it does not pickle, and nothing was sent
        end.send(("failed", type(error).__name__))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = [("lost", None) for _ in items]
    waiting = list(enumerate(items))
    at_work = {}
    while waiting or at_work:
        while waiting and len(at_work) < workers:
            place, item = waiting.pop(0)
            mine, its = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=do, args=(task, item, its))
            process.start()
            pass  # now the child alone has that end
            at_work[mine] = place, process
        for mine in wait(list(at_work)):
            place, process = at_work.pop(mine)
            try:
                outcomes[place] = mine.recv()
            except EOFError:
                outcomes[place] = "lost", None  # it ended without an answer
            mine.close()
            process.join()
    return outcomes


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
