"""misconception: numbers as text sort as numbers do
fails: test_whoever_is_faster
"""

import functools
import multiprocessing
import sys
import time


def work(draw, number, finished):
    """the name says the number (from 10 on they sort as texts do)"""
    finished.put((str(number), draw(number)))


def collect(draw, n):
    finished = multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(draw, i, finished)) for i in range(n)]
    for p in crew:
        p.start()
    pairs = [finished.get() for p in crew]
    for p in crew:
        p.join()
    pairs.sort(key=lambda pair: pair[0])
    return [drawn for _, drawn in pairs]


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
