"""A SimpleQueue, whose put waits for a reader itself; the maps are sorted at the end."""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, finished) -> None:
    finished.put((number, draw(number)))


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    finished = multiprocessing.SimpleQueue()
    surveyors = [
        multiprocessing.Process(target=work, args=(draw, number, finished), daemon=True) for number in range(n)
    ]
    for surveyor in surveyors:
        surveyor.start()
    maps = [finished.get() for _ in surveyors]
    for surveyor in surveyors:
        surveyor.join()
    maps.sort(key=lambda numbered: numbered[0])
    return [drawn for _, drawn in maps]


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
