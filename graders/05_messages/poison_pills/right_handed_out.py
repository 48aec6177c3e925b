"""The main process hands a task to each worker that has answered; a pipe for each worker, closed at the end."""

import math
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait


class Worker(multiprocessing.Process):
    def __init__(self, work: Callable[[int], object]) -> None:
        super().__init__()
        self.work = work
        self.mine, self.its = multiprocessing.Pipe()

    def run(self) -> None:
        for task in iter(self.its.recv, None):
            try:
                answer = self.work(task)
            except Exception as error:
                answer = f"failed: {error!r}"
            self.its.send(answer)


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    crew = [Worker(work) for _ in range(workers)]
    for worker in crew:
        worker.start()
    left = list(enumerate(tasks))
    found: dict[int, object] = {}
    busy: dict[object, int] = {}
    idle = [worker.mine for worker in crew]
    while left or busy:
        while left and idle:
            index, task = left.pop(0)
            idle[-1].send(task)
            busy[idle.pop()] = index
        for end in wait(list(busy)):
            found[busy.pop(end)] = end.recv()
            idle.append(end)
    for worker in crew:
        worker.mine.send(None)
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
