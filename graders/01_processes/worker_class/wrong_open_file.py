"""An open file on self cannot go to a child that is no copy of its parent.

misconception: whatever stands on self gets to the child
fails: test_result
under: spawn, forkserver
"""

import multiprocessing
import pickle
import tempfile
import time
from collections.abc import Callable
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        self.file = tempfile.TemporaryFile()

    def run(self) -> None:
        pickle.dump(self.function(self.argument), self.file)
        self.file.flush()

    def result(self) -> Any:
        self.join()
        self.file.seek(0)
        return pickle.load(self.file)


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
