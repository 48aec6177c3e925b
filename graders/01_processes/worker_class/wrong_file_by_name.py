"""A file, named after the task, holds the result.

misconception: no two processes have the same name
fails: test_however_held_up
"""

import multiprocessing
import pickle
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function, argument, **options):
        super().__init__(**options)
        self.function, self.argument = function, argument

    def run(self):
        value = self.function(self.argument)
        with open(f"result of {self.name}.pickle", "wb") as file:
            pickle.dump(value, file)

    def result(self):
        self.join()
        with open(f"result of {self.name}.pickle", "rb") as file:
            return pickle.load(file)


def square(number: int) -> int:
    time.sleep(0.5)
    return number * number


def main() -> None:
    tasks = [Task(square, number, name=f"square of {number}") for number in (3, 4, 5)]
    for task in tasks:
        task.start()
    for task in tasks:
        print(f"{task.name}: {task.result()}")


if __name__ == "__main__":
    main()
