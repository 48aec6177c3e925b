"""misconception: no item is None, so None can say that no more will come
fails: test_results
ends: timeout
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def work(task, todo, done):
    while True:
        place, item = todo.get()
        if item is None:
            break
        try:
            done.put((place, task(item), None))
        except Exception as error:
            done.put((place, None, error))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(task, todo, done)) for _ in range(workers)]
    for process in crew:
        process.start()
    for pair in [*enumerate(items), *[(0, None)] * workers]:
        todo.put(pair)
    answers = {}
    for _ in items:
        place, result, error = done.get()
        answers[place] = result, error
    for process in crew:
        process.join()
    for _result, error in answers.values():
        if error is not None:
            raise error
    return [answers[place][0] for place in range(len(items))]


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
