"""misconception: a queue that has served one call is empty for the next
fails: test_every_schedule
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


ANSWERS = []


def _work(task, index, item, answers):
    try:
        answers.put((index, task(item), None))
    except Exception as error:
        answers.put((index, None, error))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    if not ANSWERS:
        ANSWERS.append(multiprocessing.SimpleQueue())
    answers = ANSWERS[0]
    results = [None] * len(items)
    for begin in range(0, len(items), workers):
        crew = [
            multiprocessing.Process(target=_work, args=(task, index, items[index], answers))
            for index in range(begin, min(begin + workers, len(items)))
        ]
        for process in crew:
            process.start()
        for _ in crew:
            index, results[index], error = answers.get()
            if error is not None:
                for process in crew:
                    process.join()
                raise error
        for process in crew:
            process.join()
    return results


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
