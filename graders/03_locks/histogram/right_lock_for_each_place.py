"""A lock for each place; who looks takes them all."""

import contextlib
import multiprocessing
import random
import sys
import time


class Histogram:
    """A lock for each place; who looks takes them all, in order."""

    def __init__(self, places: int) -> None:
        self.counts = multiprocessing.Array("q", places, lock=False)
        self.locks = [multiprocessing.Lock() for _ in range(places)]

    def add(self, place: int) -> None:
        with self.locks[place]:
            self.counts[place] += 1

    def look(self) -> tuple[int, list[int]]:
        with contextlib.ExitStack() as stack:
            for lock in self.locks:
                stack.enter_context(lock)
            counts = [self.counts[place] for place in range(len(self.locks))]
        return sum(counts), counts


def throw(histogram: Histogram, times: int) -> None:
    for _ in range(times):
        histogram.add(random.randint(1, 6) + random.randint(1, 6))


def main(times: int = 200) -> None:
    histogram = Histogram(13)
    players = [multiprocessing.Process(target=throw, args=(histogram, times)) for _ in range(4)]
    for player in players:
        player.start()
    while any(player.is_alive() for player in players):
        total, counts = histogram.look()
        print(f"seen: {total} throws, and the counts add up to {sum(counts)}")
        time.sleep(0.05)
    for player in players:
        player.join()
    total, counts = histogram.look()
    print(f"at the end: {total} of {4 * times} throws, {counts}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
