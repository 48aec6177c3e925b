"""Why it works: `+= 1` is a read and a write, and add() does two of them that belong together.
The lock of a Value or an Array is held for one read or one write; add() holds one lock from
the first read to the last write. look() takes the same lock, so nobody is in the middle of
an add() while it reads. The lock of an Array is an RLock: who holds it may take it again,
and that is what self.counts[place] does inside.

Another way: no total at all. look() takes the list under the lock, self.counts[:] does that
by itself, and gives its sum as the total. Then an add() has one count to raise, still under
the lock.
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
        with self.counts.get_lock():
            self.counts[place] += 1
            self.total.value += 1

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
