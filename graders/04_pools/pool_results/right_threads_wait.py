"""A thread for each worker, which has one process after the other, and joins it."""

import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from typing import Any


def do(task, item, end):
    try:
        end.send((True, task(item)))
    except Exception as error:
        end.send((False, error))
    end.close()


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    todo = queue.Queue()
    for pair in enumerate(items):
        todo.put(pair)
    answers = {}

    def lane():
        while True:
            try:
                place, item = todo.get_nowait()
            except queue.Empty:
                return
            mine, its = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=do, args=(task, item, its))
            process.start()
            its.close()
            answers[place] = mine.recv()
            process.join()

    lanes = [threading.Thread(target=lane) for _ in range(workers)]
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()
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
