"""A batch with bad items in it.

run() hands a batch of items out, and says for each what became of it. Among them are some that
fail, and some that end the process that they are done in. Today one of those spoils most of the
batch: all that had not come back by then is said to have failed.

Contract
- run(task, items, workers) returns a list with an outcome for each item, in the order of items:
      ("done", result)     task(item) returned result
      ("failed", name)     it raised an Exception; name is that of its type, "ValueError" say
      ("lost", None)       it ended its process, by os._exit() with any code or by a signal
- A result that does not pickle is a failure too, of any name. An exception need not pickle, nor
  the other way round: some pickle, and cannot be made again from that. A result that pickles
  can be.
- Each task is called in a child process started with multiprocessing or concurrent.futures, and
  never are more than workers at work. With no more items than workers, all are at work side by
  side: none waits for another one's end.
- Each task is called once. Only when a process was lost may tasks that had not come back by
  then be called again, and none more than 10 times.
- task and items pickle; items may be empty, and workers is 1 or more. No task calls sys.exit().
- When run() returns, every process that it has started has ended.
- All this under fork, spawn and forkserver.

Change run(), and add functions and classes of your own. Try it:   python bad_item.py
Grade it:                                                          pytest bad_item.py
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes: list[tuple[str, Any]] = []
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(task, item) for item in items]
        for future in futures:
            try:
                outcomes.append(("done", future.result()))
            except Exception as error:
                outcomes.append(("failed", type(error).__name__))
    return outcomes


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
