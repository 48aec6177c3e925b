"""join() receives the result before it joins, whatever its timeout.

misconception: a method that is overridden is called as its new writer calls it
fails: test_still_a_process
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

    def join(self, timeout=None) -> None:
        if not self.got:
            try:
                self.sender.close()
                self.got.append(self.receiver.recv())
            except (EOFError, OSError):
                pass
        super().join()

    def result(self) -> Any:
        self.join()
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
