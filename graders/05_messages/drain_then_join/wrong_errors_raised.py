"""misconception: what comes as an error was raised
fails: test_whoever_is_faster
"""

import functools
import multiprocessing
import sys
import time


def work(draw, number, finished):
    finished.put((number, draw(number)))


def collect(draw, n):
    finished = multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(draw, i, finished)) for i in range(n)]
    for p in crew:
        p.start()
    maps = {}
    for _ in range(n):
        number, drawn = finished.get()
        if isinstance(drawn, Exception):
            raise drawn
        maps[number] = drawn
    for p in crew:
        p.join()
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
