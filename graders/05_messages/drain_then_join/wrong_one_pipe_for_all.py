"""misconception: what one send() sends stays together, whoever else sends
fails: test_any_size
ends: deadlock
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, sending) -> None:
    sending.send((number, draw(number)))


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    surveyors = [multiprocessing.Process(target=work, args=(draw, number, sending)) for number in range(n)]
    for surveyor in surveyors:
        surveyor.start()
    maps = dict(receiving.recv() for _ in range(n))
    for surveyor in surveyors:
        surveyor.join()
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
