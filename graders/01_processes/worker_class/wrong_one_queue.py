"""All tasks put their results on one queue, and whoever asks gets the next.

misconception: the results come in the order in which they are asked for
fails: test_however_held_up
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    results: Any = None

    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        if Task.results is None:
            Task.results = multiprocessing.Queue()
        self.queue = Task.results
        self.values: list[Any] = []

    def run(self) -> None:
        self.queue.put(self.function(self.argument))

    def result(self) -> Any:
        if not self.values:
            self.values.append(self.queue.get())
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
