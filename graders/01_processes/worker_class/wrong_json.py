"""Sends the result as JSON.

misconception: a value comes back from JSON as it was
fails: test_result
"""

import json
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
        self.sender.send_bytes(json.dumps(self.function(self.argument)).encode())

    def result(self) -> Any:
        if not self.got:
            self.got.append(json.loads(self.receiver.recv_bytes()))
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
