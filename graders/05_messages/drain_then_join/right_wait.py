"""Takes from whichever pipe has something, until each has come to its end."""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait


class Surveyor(multiprocessing.Process):
    def __init__(self, draw: Callable[[int], object], number: int) -> None:
        super().__init__()
        self.draw, self.number = draw, number
        self.receiving, self.sending = multiprocessing.Pipe(duplex=False)

    def run(self) -> None:
        self.sending.send(self.draw(self.number))


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    surveyors = [Surveyor(draw, number) for number in range(n)]
    for surveyor in surveyors:
        surveyor.start()
        surveyor.sending.close()
    maps: list[object] = [None] * n
    by_end = {surveyor.receiving: surveyor.number for surveyor in surveyors}
    while by_end:
        for end in wait(list(by_end)):
            try:
                maps[by_end[end]] = end.recv()
            except EOFError:
                del by_end[end]
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
