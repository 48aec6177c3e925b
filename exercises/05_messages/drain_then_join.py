"""All maps come home.

Surveyors draw maps side by side, each in a process of its own. The main process collects
the maps. Today that goes well with small maps. With large ones the program waits for ever
(Ctrl-C stops it).

    python drain_then_join.py           three maps of 1000 characters
    python drain_then_join.py 100000    three maps of 100000 characters

Contract
- collect(draw, n) calls draw(number) once for each number from 0 to n - 1, in child processes
  started with multiprocessing. n is 1 or more.
- It returns a list of what the calls returned, in the order of the numbers, whichever map was
  ready first.
- A map may be of any size, and it may be any value that can be pickled, None too.
- The calls go on side by side: none waits until another is over.
- When collect() returns, every process that it started has ended.
- All this however long any of the processes is held up, under fork, spawn and forkserver.
  Nothing ends with a traceback or is left behind. No call of draw fails.

Change work() and collect(), and add functions of your own. Try it:   python drain_then_join.py
Grade it:                                                             pytest drain_then_join.py
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, finished) -> None:
    finished.put((number, draw(number)))


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    finished = multiprocessing.Queue()
    surveyors = [multiprocessing.Process(target=work, args=(draw, number, finished)) for number in range(n)]
    for surveyor in surveyors:
        surveyor.start()
    for surveyor in surveyors:
        surveyor.join()
    maps = dict(finished.get() for _ in range(n))
    return [maps[number] for number in range(n)]


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
