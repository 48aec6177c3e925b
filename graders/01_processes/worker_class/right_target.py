"""No run(): the target is a function of the file, which gets a SimpleQueue in its args."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def call(function: Callable[[Any], Any], argument: Any, results: "multiprocessing.SimpleQueue[Any]") -> None:
    results.put(function(argument))


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        self._results: multiprocessing.SimpleQueue[Any] = multiprocessing.SimpleQueue()
        super().__init__(target=call, args=(function, argument, self._results), **options)
        self._kept: tuple[Any, ...] = ()

    def result(self) -> Any:
        if not self._kept:
            self._kept = (self._results.get(),)
        return self._kept[0]


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
