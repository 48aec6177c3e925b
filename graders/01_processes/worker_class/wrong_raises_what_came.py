"""An exception that comes through the pipe is raised.

misconception: what is an exception has been raised
fails: test_however_held_up
ends: deadlock
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
        try:
            outcome = self.function(self.argument)
        except Exception as error:
            self.sender.send(error)
            raise
        self.sender.send(outcome)

    def result(self):
        if not self.box:
            self.box.append(self.receiver.recv())
        if isinstance(self.box[0], Exception):
            raise self.box[0]
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
