"""A Lock of its own around raw memory; whoever does not get it in time asks again."""

import multiprocessing
import random
import sys
import time


class Histogram:
    """Counts that all processes share."""

    def __init__(self, places: int) -> None:
        self.lock = multiprocessing.Lock()
        self.numbers = multiprocessing.RawArray("q", 1 + places)

    def hold(self) -> None:
        while not self.lock.acquire(timeout=0.1):
            time.sleep(0.01)

    def add(self, place: int) -> None:
        if place >= len(self.numbers) - 1:
            raise IndexError(place)
        self.hold()
        self.numbers[1 + place] += 1
        self.numbers[0] += 1
        self.lock.release()

    def look(self) -> tuple[int, list[int]]:
        self.hold()
        total, *counts = self.numbers
        self.lock.release()
        return total, counts


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
