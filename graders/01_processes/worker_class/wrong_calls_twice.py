"""Looks first whether the function returns something, and calls it for that.

misconception: the same call again costs nothing
fails: test_result
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function, argument, **options):
        super().__init__(**options)
        self.function, self.argument = function, argument
        self.receiver, self.sender = multiprocessing.Pipe(False)
        self.box = []

    def run(self):
        if self.function(self.argument) is not None:
            self.sender.send(self.function(self.argument))
        else:
            self.sender.send(None)

    def result(self):
        if not self.box:
            self.box.append(self.receiver.recv())
        return self.box[0]


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
