"""A pipe for each process, so nothing has to be put in order."""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection


def work(draw: Callable[[int], object], number: int, sending: Connection) -> None:
    with sending:
        sending.send(draw(number))


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    surveyors, ends = [], []
    for number in range(n):
        receiving, sending = multiprocessing.Pipe(duplex=False)
        surveyor = multiprocessing.Process(target=work, args=(draw, number, sending))
        surveyor.start()
        sending.close()
        surveyors.append(surveyor)
        ends.append(receiving)
    maps = []
    for receiving in ends:
        maps.append(receiving.recv())
        receiving.close()
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
