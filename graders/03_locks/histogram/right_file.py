"""The numbers are in a file, under a lock of the system."""

import fcntl
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time


class Histogram:
    """The numbers are in a file, and so is the lock."""

    def __init__(self, places: int) -> None:
        handle, self.path = tempfile.mkstemp()
        os.close(handle)
        with open(self.path, "w") as file:
            json.dump([0] * places, file)

    def add(self, place: int) -> None:
        with open(self.path, "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            counts = json.load(file)
            counts[place] += 1
            file.seek(0)
            json.dump(counts, file)
            file.truncate()
            file.flush()

    def look(self) -> tuple[int, list[int]]:
        with open(self.path) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            counts = json.load(file)
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
