"""Catches sys.exit(), and ends with 1 where it was told nothing or 0.

misconception: who calls sys.exit() without a number has failed
fails: test_still_a_process
"""

import multiprocessing
import sys
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
        try:
            value = self.function(self.argument)
        except SystemExit as leaving:
            sys.exit(leaving.code or 1)
        self.sender.send(value)

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
