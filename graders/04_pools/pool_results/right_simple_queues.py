"""Lanes: each worker does every so manieth item, and sends its answers through a SimpleQueue of its own."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def lane(task, pairs, answers):
    for place, item in pairs:
        try:
            answers.put((place, True, task(item)))
        except Exception as error:
            answers.put((place, False, error))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    pairs = list(enumerate(items))
    crew = []
    for first in range(min(workers, len(items))):
        answers = multiprocessing.SimpleQueue()
        process = multiprocessing.Process(target=lane, args=(task, pairs[first::workers], answers))
        process.start()
        crew.append((process, answers, len(pairs[first::workers])))
    came = {}
    for process, answers, count in crew:
        for _ in range(count):
            place, well, answer = answers.get()
            came[place] = well, answer
        process.join()
    errors = [answer for well, answer in came.values() if not well]
    if errors:
        raise errors[0]
    return [came[place][1] for place in range(len(items))]


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
