"""All tasks have one lock, and hold it while the function is at work.

misconception: what several processes do needs a lock that is held meanwhile
fails: test_however_held_up
"""

import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable
from typing import Any


TURNS: dict[str, multiprocessing.synchronize.Lock] = {}


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.turn = TURNS.setdefault("turn", multiprocessing.Lock())
        self.function = function
        self.argument = argument
        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)
        self.values: list[Any] = []

    def run(self) -> None:
        with self.turn:
            value = self.function(self.argument)
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
