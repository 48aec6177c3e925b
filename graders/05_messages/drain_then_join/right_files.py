"""Each map goes to a file of its own, so nobody waits for a reader."""

import functools
import multiprocessing
import pickle
import sys
import tempfile
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, folder: str) -> None:
    with open(f"{folder}/{number}", "wb") as file:
        pickle.dump(draw(number), file)


def read(folder: str, number: int) -> object:
    with open(f"{folder}/{number}", "rb") as file:
        return pickle.load(file)


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    with tempfile.TemporaryDirectory(dir=".") as folder:
        surveyors = [multiprocessing.Process(target=work, args=(draw, number, folder)) for number in range(n)]
        for surveyor in surveyors:
            surveyor.start()
        for surveyor in surveyors:
            surveyor.join()
        return [read(folder, number) for number in range(n)]


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
