"""An executor with a process for each map; shutdown waits for them."""

import functools
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    with ProcessPoolExecutor(max_workers=n) as executor:
        return list(executor.map(draw, range(n)))


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
