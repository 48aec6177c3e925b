"""misconception: an answer is never None
fails: test_answers
ends: deadlock
"""

import math
import multiprocessing
import sys
import time
from collections.abc import Callable


def work_off(work: Callable[[int], object], todo, answers) -> None:
    for index, task in iter(todo.get, None):
        try:
            answer = work(task)
        except Exception as error:
            answer = f"failed: {error!r}"
        answers.put((index, answer))


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    todo, answers = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work_off, args=(work, todo, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for numbered in enumerate(tasks):
        todo.put(numbered)
    for _ in crew:
        todo.put(None)
    found = [None] * len(tasks)
    while any(answer is None for answer in found):
        index, answer = answers.get()
        found[index] = answer
    for worker in crew:
        worker.join()
    return found


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
