"""No queue of tasks at all: a shared number says which is next."""

import math
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized


def work_off(work: Callable[[int], object], tasks: list[int], following: Synchronized, answers) -> None:
    while True:
        with following.get_lock():
            index = following.value
            following.value += 1
        if index >= len(tasks):
            break
        try:
            answer = work(tasks[index])
        except Exception as error:
            answer = f"failed: {error!r}"
        answers.put((index, answer))


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    following, answers = multiprocessing.Value("i", 0), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work_off, args=(work, tasks, following, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    found = dict(answers.get() for _ in tasks)
    for worker in crew:
        worker.join()
    return [found[index] for index in range(len(tasks))]


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
