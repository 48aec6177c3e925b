"""Everybody asks with a timeout, and again where nothing came; an event says that all is answered."""

import math
import multiprocessing
import queue
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event


def work_off(work: Callable[[int], object], todo, answers, over: Event) -> None:
    while not over.is_set():
        try:
            index, task = todo.get(timeout=0.05)
        except queue.Empty:
            continue
        try:
            answers.put((index, work(task)))
        except Exception as error:
            answers.put((index, f"failed: {error!r}"))


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    todo = multiprocessing.Queue()
    answers = multiprocessing.Queue()
    over = multiprocessing.Event()
    crew = [multiprocessing.Process(target=work_off, args=(work, todo, answers, over)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for numbered in enumerate(tasks):
        todo.put(numbered)
    found: dict[int, object] = {}
    while len(found) < len(tasks):
        try:
            index, answer = answers.get(timeout=0.05)
        except queue.Empty:
            continue
        found[index] = answer
    over.set()
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
