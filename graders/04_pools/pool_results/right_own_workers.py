"""Workers of its own with two queues, a pill for each, and no pool."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Worker(multiprocessing.Process):
    def __init__(self, task, todo, done):
        super().__init__()
        self.task, self.todo, self.done = task, todo, done

    def run(self):
        for place, item in iter(self.todo.get, None):
            try:
                self.done.put((place, self.task(item), None))
            except Exception as error:
                self.done.put((place, None, error))


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [Worker(task, todo, done) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for pair in enumerate(items):
        todo.put(pair)
    for _ in crew:
        todo.put(None)
    came = sorted((done.get() for _ in items), key=lambda answer: answer[0])
    for worker in crew:
        worker.join()
    for _place, _result, error in came:
        if error is not None:
            raise error
    return [result for _place, result, _error in came]


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
