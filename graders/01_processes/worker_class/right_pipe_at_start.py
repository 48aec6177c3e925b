"""start() makes the pipe, and the parent closes its copy of the end that it does not need."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        self._done = False

    def start(self) -> None:
        self._receiver, self._sender = multiprocessing.Pipe(duplex=False)
        super().start()
        self._sender.close()

    def run(self) -> None:
        with self._sender:
            self._sender.send(("value", self.function(self.argument)))

    def result(self) -> Any:
        if not self._done:
            _, self._value = self._receiver.recv()
            self._done = True
        return self._value


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
