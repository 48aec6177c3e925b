"""Ends the child by os._exit when the result has been sent.

misconception: os._exit is how a child ends, and nothing is lost by it
fails: test_still_a_process
"""

import os
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
        self.sender.close()
        os._exit(0)

    def result(self) -> Any:
        if not self.got:
            self.got.append(self.receiver.recv())
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
