"""A version that is odd while somebody adds; who looks asks again until it was even and stayed."""

import multiprocessing
import random
import sys
import time


class Histogram:
    """A version that is odd while somebody adds; who looks asks again until it was even and the same."""

    def __init__(self, places: int) -> None:
        self.counts = multiprocessing.Array("q", places, lock=False)
        self.total = multiprocessing.Value("q", 0, lock=False)
        self.version = multiprocessing.Value("Q", 0)
        self.writer = multiprocessing.Lock()

    def add(self, place: int) -> None:
        with self.writer:
            self.version.value += 1
            try:
                self.counts[place] += 1
                self.total.value += 1
            finally:
                self.version.value += 1

    def look(self) -> tuple[int, list[int]]:
        while True:
            version = self.version.value
            if version % 2 == 0:
                seen = self.total.value, list(self.counts)
                if self.version.value == version:
                    return seen
            time.sleep(0.0001)


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
