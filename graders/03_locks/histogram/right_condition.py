"""The lock of a Condition, and bytes that are packed and unpacked whole."""

import multiprocessing
import random
import struct
import sys
import time


class Histogram:
    """Counts that all processes share."""

    def __init__(self, places: int) -> None:
        self.changed = multiprocessing.Condition()
        self.form = f"{places}q"
        self.memory = multiprocessing.RawArray("c", struct.calcsize(self.form))

    def add(self, place: int) -> None:
        with self.changed:
            counts = list(struct.unpack(self.form, self.memory.raw))
            counts[place] += 1
            self.memory[:] = struct.pack(self.form, *counts)
            self.changed.notify_all()

    def look(self) -> tuple[int, list[int]]:
        with self.changed:
            counts = list(struct.unpack(self.form, self.memory.raw))
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
