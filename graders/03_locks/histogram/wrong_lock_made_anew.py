"""misconception: A lock that does not pickle is made anew in each process.
fails: test_nothing_lost
"""

import threading
import multiprocessing
import random
import sys
import time


class Histogram:
    def __init__(self, places: int) -> None:
        self.counts = multiprocessing.Array("q", places)
        self.total = multiprocessing.Value("q", 0)
        self.lock = threading.Lock()

    def __getstate__(self):
        # a lock cannot be pickled
        state = self.__dict__.copy()
        del state["lock"]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.lock = threading.Lock()

    def add(self, place: int) -> None:
        with self.lock:
            self.counts[place] += 1
            self.total.value += 1

    def look(self) -> tuple[int, list[int]]:
        with self.lock:
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
