"""The child pickles the result into a file of its own, and is joined before that is read."""

import multiprocessing
import pickle
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Task(multiprocessing.Process):
    def __init__(self, function: Callable[[Any], Any], argument: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.argument = argument
        self.path = Path(tempfile.mkdtemp(dir=".")) / "result"

    def run(self) -> None:
        self.path.write_bytes(pickle.dumps(self.function(self.argument)))

    def result(self) -> Any:
        self.join()
        return pickle.loads(self.path.read_bytes())


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
