"""Reads the file as soon as there is one.

misconception: a file that is there is written
fails: test_however_held_up
"""

import multiprocessing
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        self.path = os.path.join(tempfile.mkdtemp(), "result")

    def run(self) -> None:
        value = self.function(self.argument)
        with open(self.path, "wb") as file:
            pickle.dump(value, file)

    def result(self) -> Any:
        while not os.path.exists(self.path):
            time.sleep(0.05)
        with open(self.path, "rb") as file:
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
