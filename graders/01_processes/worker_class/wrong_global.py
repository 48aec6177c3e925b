"""The child fills a dict that is its own.

misconception: a global variable is one for all processes
fails: test_result
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


values: dict[str, Any] = {}


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument

    def run(self) -> None:
        values[self.name] = self.function(self.argument)

    def result(self) -> Any:
        self.join()
        return values.get(self.name)


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
