"""misconception: What is undone at once has not happened.
fails: test_no_such_place
"""

import multiprocessing
import random
import sys
import time


class Histogram:
    def __init__(self, places: int) -> None:
        self.places = places
        self.counts = multiprocessing.Array("q", places)
        self.total = multiprocessing.Value("q", 0)
        self.lock = multiprocessing.Lock()

    def add(self, place: int) -> None:
        with self.lock:
            self.total.value += 1
            if place < self.places:
                self.counts[place] += 1
                return
        # there is no such place: take the throw back
        with self.lock:
            self.total.value -= 1
        raise IndexError(f"no place {place}")

    def look(self) -> tuple[int, list[int]]:
        with self.lock:
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
