"""An argument that is a tuple becomes several.

misconception: a tuple is what a function gets as its arguments
fails: test_result
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
        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)
        self.values: list[Any] = []

    def run(self) -> None:
        arguments = self.argument if isinstance(self.argument, tuple) else (self.argument,)
        self.sender.send(self.function(*arguments))

    def result(self) -> Any:
        if not self.values:
            self.values.append(self.receiver.recv())
        return self.values[0]


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
