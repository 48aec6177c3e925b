"""Receives unless there is a value.

misconception: a result is something that is true
fails: test_however_held_up
ends: deadlock
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        self.value: Any = None
        self.has_value = False
        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)

    def run(self) -> None:
        self.sender.send(self.function(self.argument))

    def result(self) -> Any:
        if not self.has_value or self.value is not None:
            self.value = self.value or self.receiver.recv()
            self.has_value = True
        return self.value


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
