"""start() is written anew, and calls run() where it is.

misconception: start() is the method that a subclass has to write
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
        self.argument = argument
        self.value: Any = None

    def start(self) -> None:
        self.run()

    def run(self) -> None:
        self.value = self.function(self.argument)

    def result(self) -> Any:
        return self.value

    def join(self, timeout: float | None = None) -> None:
        pass


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
