"""A process for each item and a pipe for each result; so many are started as have a place."""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any


def do(task, item, end):
    try:
        end.send((True, task(item)))
    except Exception as error:
        end.send((False, error))
    end.close()


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    answers = {}
    waiting = list(enumerate(items))
    at_work = {}
    while waiting or at_work:
        while waiting and len(at_work) < workers:
            place, item = waiting.pop(0)
            mine, its = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=do, args=(task, item, its))
            process.start()
            its.close()
            at_work[mine] = place, process
        for mine in wait(list(at_work)):
            place, process = at_work.pop(mine)
            answers[place] = mine.recv()
            mine.close()
            process.join()
    for well, answer in answers.values():
        if not well:
            raise answer
    return [answers[place][1] for place in range(len(items))]


def develop(number: int) -> str:
    if number < 0:
        raise ValueError(f"there is no photo {number}")
    time.sleep(number / 10)
    return f"photo {number}"


def main() -> None:
    print(run(develop, [5, 3, 8, 1, 4, 2], 2))
    try:
        print(run(develop, [2, -1, 3], 2))
    except ValueError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    main()
