"""A Queue, looked into every 50 ms; a run() that says what went wrong before it goes on its way."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        self._answers: multiprocessing.Queue[Any] = multiprocessing.Queue()

    def run(self) -> None:
        try:
            self._answers.put(self.function(self.argument))
        except Exception as error:
            print(f"{self.name}: {error!r}")
            raise

    def result(self) -> Any:
        while not hasattr(self, "answer"):
            if self._answers.empty():
                time.sleep(0.05)
            else:
                self.answer = self._answers.get()
        return self.answer


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
