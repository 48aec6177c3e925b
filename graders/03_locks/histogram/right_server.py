"""An object in a manager's server; its methods take a lock of threading."""

import multiprocessing
import random
import sys
import threading
import time
from multiprocessing.managers import BaseManager


class Store:
    def __init__(self, places):
        self.counts = [0] * places
        self.total = 0
        self.lock = threading.Lock()

    def add(self, place):
        with self.lock:
            self.counts[place] += 1
            self.total += 1

    def look(self):
        with self.lock:
            return self.total, list(self.counts)


class StoreManager(BaseManager):
    pass


StoreManager.register("Store", Store)
managers = []


class Histogram:
    def __init__(self, places: int) -> None:
        manager = StoreManager()
        manager.start()
        managers.append(manager)
        self.store = manager.Store(places)

    def add(self, place: int) -> None:
        self.store.add(place)

    def look(self) -> tuple[int, list[int]]:
        return self.store.look()


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
