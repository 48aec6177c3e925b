"""misconception: 3.0 is an int as well.
fails: test_nothing_lost
"""

import multiprocessing
import random
import sys
import time


class Histogram:
    def __init__(self, places: int) -> None:
        self.counts = multiprocessing.Array("d", places)
        self.total = multiprocessing.Value("d", 0)

    def add(self, place: int) -> None:
        with self.total.get_lock():
            self.counts[place] += 1
            self.total.value += 1

    def look(self) -> tuple[int, list[int]]:
        with self.total.get_lock():
            return self.total.value, self.counts[:]


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
