"""Photos, developed by a few workers.

run() is to hand its items out to a few worker processes, and to come back with what the task
made of each. Today the results come in any order, some are missing, and nobody hears of an
error: no photo has the number -1.

Contract
- run(task, items, workers) calls task(item) once for each item, each time in a child process
  started with multiprocessing or concurrent.futures. workers is 1 or more; items is a list,
  and may be empty.
- It returns a list: the result for each item, in the order of items. Items, results and task
  are anything that pickles.
- Never are more than workers tasks at work. With no more items than workers, all tasks are at
  work side by side: none waits for another one's end. With more items, who does which, and
  when, is yours to choose.
- A task may raise an exception. Then run() raises it too, with its type and its arguments (of
  several, any one of them), and items that were not begun may be left out. No task ends its
  process.
- When run() returns, or raises an exception, every process that it has started has ended.
- All this however long a task takes or a process is held up, under fork, spawn and forkserver.

Change run(), and add functions and classes of your own. Try it:   python pool_results.py
Grade it:                                                          pytest pool_results.py
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    results: list[Any] = []
    pool = multiprocessing.Pool(workers)
    for item in items:
        pool.apply_async(task, (item,), callback=results.append)
    time.sleep(1)  # by now they should be done
    return results


def develop(number: int) -> str:
    if number < 0:
        raise ValueError(f"there is no photo {number}")
    time.sleep(number / 10)
    return f"photo {number}"


def main() -> None:
    print(run(develop, [5, 3, 8, 1, 4, 2], 2))
    try:
        print(run(develop, [2, -1, 3], 2))
    except ValueError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    main()
