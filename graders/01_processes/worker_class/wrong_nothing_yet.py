"""Asks whether something is there, and if not, whether the process is alive.

misconception: two questions are asked in one moment
fails: test_however_held_up
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
        self.got: list[Any] = []

    def run(self) -> None:
        self.sender.send(self.function(self.argument))

    def result(self) -> Any:
        while not self.got:
            if self.receiver.poll():
                self.got.append(self.receiver.recv())
            elif not self.is_alive():
                return None
            else:
                time.sleep(0.01)
        return self.got[0]


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
