"""misconception: Only one can take a message out of a pipe.
fails: test_nothing_lost
ends: deadlock
"""

import multiprocessing
import random
import sys
import time


class Histogram:
    def __init__(self, places: int) -> None:
        self.out, self.back = multiprocessing.Pipe(duplex=False)
        self.back.send("token")
        self.numbers = multiprocessing.RawArray("q", places + 1)

    def add(self, place: int) -> None:
        if place >= len(self.numbers) - 1:
            raise IndexError(place)
        token = self.out.recv()
        self.numbers[place] += 1
        self.numbers[-1] += 1
        self.back.send(token)

    def look(self) -> tuple[int, list[int]]:
        token = self.out.recv()
        numbers = self.numbers[:]
        self.back.send(token)
        return numbers[-1], numbers[:-1]


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
