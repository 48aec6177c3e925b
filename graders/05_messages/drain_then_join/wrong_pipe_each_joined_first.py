"""misconception: each process has a pipe of its own, so its end does not depend on who reads
fails: test_any_size
ends: deadlock
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, sending) -> None:
    sending.send(draw(number))
    sending.close()


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    pipes = [multiprocessing.Pipe(duplex=False) for _ in range(n)]
    surveyors = [multiprocessing.Process(target=work, args=(draw, number, pipes[number][1])) for number in range(n)]
    for surveyor in surveyors:
        surveyor.start()
    for surveyor in surveyors:
        surveyor.join()
    return [receiving.recv() for receiving, sending in pipes]


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
