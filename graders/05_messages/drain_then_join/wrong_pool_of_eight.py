"""misconception: eight processes are as many as anybody asks for
fails: test_side_by_side
"""

import functools
import multiprocessing
import sys
import time


def collect(draw, n):
    with multiprocessing.Pool(8) as pool:
        maps = pool.map(draw, range(n), chunksize=1)
        pool.close()
        pool.join()
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
