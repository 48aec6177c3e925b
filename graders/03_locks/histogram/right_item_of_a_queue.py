"""The histogram is the one item of a queue: whoever has taken it out has it alone."""

import multiprocessing
import random
import sys
import time


class Histogram:
    """The histogram itself is the one item of a queue."""

    def __init__(self, places: int) -> None:
        self.queue = multiprocessing.SimpleQueue()
        self.queue.put((0, [0] * places))

    def add(self, place: int) -> None:
        total, counts = self.queue.get()
        try:
            counts[place] += 1
            total += 1
        finally:
            self.queue.put((total, counts))

    def look(self) -> tuple[int, list[int]]:
        state = self.queue.get()
        self.queue.put(state)
        return state


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
