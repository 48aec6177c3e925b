"""misconception: to work in a child process is to work side by side
fails: test_side_by_side
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def do(task, item, end):
    try:
        end.send((True, task(item)))
    except Exception as error:
        end.send((False, error))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    results = []
    for item in items:
        mine, its = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=do, args=(task, item, its))
        process.start()
        well, answer = mine.recv()
        process.join()
        if not well:
            raise answer
        results.append(answer)
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
