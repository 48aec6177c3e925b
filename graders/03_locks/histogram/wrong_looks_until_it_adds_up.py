"""misconception: Numbers that add up are of one moment, in whatever order they were read.
fails: test_adds_up
"""

import multiprocessing
import random
import sys
import time


class Histogram:
    def __init__(self, places: int) -> None:
        self.counts = multiprocessing.Array("q", places)
        self.total = multiprocessing.Value("q", 0)
        self.lock = multiprocessing.Lock()

    def add(self, place: int) -> None:
        with self.lock:
            self.counts[place] += 1
            self.total.value += 1

    def look(self) -> tuple[int, list[int]]:
        while True:
            counts = list(self.counts)
            total = self.total.value
            if sum(counts) == total:
                return total, counts
            time.sleep(0.001)


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
