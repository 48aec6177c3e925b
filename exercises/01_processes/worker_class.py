"""A process that has a result.

A Task is a Process that is told a function and an argument. It calls the function, in a
process of its own, and result() is to give back what the function has returned. Today
result() finds nothing.

Contract
- Task is a subclass of multiprocessing.Process. In Task(function, argument, **options) the
  options are name= and daemon=, and mean what they mean for a Process.
- function(argument) is called once, in the process that start() makes. function and argument
  are anything that pickles.
- result() waits until the function has returned, and gives back what it has returned: anything
  that pickles, however long. It is called in the process that has made the task, at any time
  after start(), and as often as one likes. Whoever joins a task whose function returns has asked
  for the result before.
- Several tasks may be at work side by side; each has its own result.
- In all else a Task is a Process like any other: name, daemon, pid, is_alive(), join() and
  exitcode. That holds too if function raises an exception or calls sys.exit(); nobody asks for
  a result() then.
- All this under every start method, however long a function takes or a process is held up.

Change Task, and add functions and classes of your own. Try it:   python worker_class.py
Grade it:                                                         pytest worker_class.py
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
        self.value: Any = None

    def run(self) -> None:
        self.value = self.function(self.argument)

    def result(self) -> Any:
        self.join()
        return self.value


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
