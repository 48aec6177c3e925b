"""Results while the tape is running.

Measurements come from a tape, one after the other, and each of them is analysed, which takes a
while. A tape may run for ever, so results are wanted while it runs. Today there is no result
before the whole tape has been read.

Contract
- stream(task, items, workers) is a generator: it hands out task(item) for each item, in the order
  of items. items is any iterable, and may have no end. workers is 1 or more.
- task(item) is called once for each item that is taken from items, in child processes started
  with multiprocessing or concurrent.futures.
- An item is under way from when it is taken from items until its result has been handed out.
  Never are more than workers items under way.
- While a result is waited for, workers items are under way (fewer only where items has come to
  its end), and their tasks are at work side by side.
- A result is handed out as soon as it is there, and all before it have been handed out. It does
  not wait for later ones.
- A task may raise an Exception, other than StopIteration. In the place of its result the generator
  raises it, with its type and its arguments, and then is at its end.
- At the end of the results, after an exception, and when the caller closes the generator early
  (with its close()), every process that it started has ended. No more items are taken then.
- Items and results are anything that pickles, None too. A task may take long, but no task is
  endless. All this under fork, spawn and forkserver.

Change stream(), and add functions and classes of your own. Try it:   python streaming.py
Grade it:                                                             pytest streaming.py
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    with multiprocessing.Pool(workers) as pool:
        results = pool.map(task, items)
    yield from results


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape() -> Iterator[int]:
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
