"""misconception: a process that has sent its result has ended, or is about to
fails: test_every_schedule
ends: deadlock
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def do(task, pairs, end):
    for place, item in pairs:
        try:
            end.send((place, True, task(item)))
        except Exception as error:
            end.send((place, False, error))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    pairs = list(enumerate(items))
    crew = []
    for first in range(workers):
        mine, its = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=do, args=(task, pairs[first::workers], its))
        process.start()
        its.close()
        crew.append((process, mine))
    came = {}
    for process, mine in crew:
        process.join()
        while mine.poll():
            try:
                place, well, answer = mine.recv()
            except EOFError:
                break
            came[place] = well, answer
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
