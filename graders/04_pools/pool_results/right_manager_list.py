"""A manager's dict for the answers, and a semaphore that says how many may be at work."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def do(task, place, item, answers, places):
    try:
        answers[place] = True, task(item)
    except Exception as error:
        answers[place] = False, error
    finally:
        places.release()


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    with multiprocessing.Manager() as manager:
        answers = manager.dict()
        places = multiprocessing.BoundedSemaphore(workers)
        crew = []
        for place, item in enumerate(items):
            places.acquire()
            process = multiprocessing.Process(target=do, args=(task, place, item, answers, places))
            process.start()
            crew.append(process)
        for process in crew:
            process.join()
        came = dict(answers)
    for well, answer in came.values():
        if not well:
            raise answer
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
