"""misconception: what one process puts one after the other comes one after the other
fails: test_any_size
ends: deadlock
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, finished) -> None:
    drawn = draw(number)
    finished.put(number)
    finished.put(drawn)


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    finished = multiprocessing.Queue()
    surveyors = [multiprocessing.Process(target=work, args=(draw, number, finished)) for number in range(n)]
    for surveyor in surveyors:
        surveyor.start()
    maps: list[object] = [None] * n
    for _ in range(n):
        number = finished.get()
        maps[number] = finished.get()
    for surveyor in surveyors:
        surveyor.join()
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
