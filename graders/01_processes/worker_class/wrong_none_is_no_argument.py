"""Calls the function with nothing where the argument is None.

misconception: an argument that is None is one that was not given
fails: test_result
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.arguments = () if argument is None else (argument,)
        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)
        self.values: list[Any] = []

    def run(self) -> None:
        self.sender.send(self.function(*self.arguments))

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
