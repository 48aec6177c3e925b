"""Why it works: the child has a copy of the task, and what run() writes into that copy stays
there. A pipe leads out of it. Both ends are made with the task, before start(), so the child
gets its end along with the rest of the object, under every start method. result() receives
first, since a long result goes through the pipe only as somebody reads it, and keeps the value,
for it comes once. What run() does not catch ends the process as it would any other.

Another way: a multiprocessing.SimpleQueue in the place of the pipe. Or no run() at all: hand a
function of your own to super().__init__() as target, and the end of the pipe in its args.
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
        self.values: list[Any] = []

    def run(self) -> None:
        self.sender.send(self.function(self.argument))

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
