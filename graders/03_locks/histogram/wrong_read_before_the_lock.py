"""The lock is held for the writes.

misconception: a number that was read is still the same when the lock is there
fails: test_nothing_lost
"""

import multiprocessing
import random
import sys
import time


class Histogram:
    """Counts that all processes share."""

    def __init__(self, places: int) -> None:
        self.counts = multiprocessing.Array("q", places)
        self.total = multiprocessing.Value("q", 0)

    def add(self, place: int) -> None:
        count, total = self.counts[place], self.total.value
        with self.counts.get_lock():
            self.counts[place] = count + 1
            self.total.value = total + 1

    def look(self) -> tuple[int, list[int]]:
        with self.counts.get_lock():
            return self.total.value, list(self.counts)


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
