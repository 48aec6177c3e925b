"""Once nobody is alive and the queue was empty, nothing can come.

misconception: when get() finds nothing and then nobody is alive, all has been taken; but the last map may come between the two looks
fails: test_whoever_is_faster
"""

import functools
import multiprocessing
import queue
import sys
import time
from collections.abc import Callable




def work(draw, number, finished):
    finished.put((number, draw(number)))


def collect(draw, n):
    finished = multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(draw, number, finished)) for number in range(n)]
    for process in crew:
        process.start()
    maps = [None] * n
    while True:
        try:
            number, drawn = finished.get(timeout=0.1)
            maps[number] = drawn
        except queue.Empty:
            if not any(process.is_alive() for process in crew):
                break
    return maps


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
