"""How often each sum fell.

Processes throw two dice, and all of them count the sums in one histogram in shared memory.
Meanwhile the main process looks at it now and then. Today throws get lost, and what the main
process sees does not add up.

    python histogram.py            200 throws by each process
    python histogram.py 5000       5000 throws by each

Contract
- Histogram(places) has a count for each place from 0 to places - 1, and a total. All are 0.
  It is made in one process and reaches others in the args of their Process, under fork,
  spawn and forkserver. The histogram is the same for all of them.
- add(place) raises the count of the place by 1, and the total by 1. Any number of processes
  call it at the same time, and nothing is lost.
- look() returns the pair (total, counts), an int and a list of ints: the histogram as it was
  at one moment between call and return. So the counts always add up to the total.
- add() raises IndexError for a place that is places or more. Then nothing has changed, and
  all go on as if it had not been called.
- All this however long each process is held up, wherever it is at that moment.

Change Histogram only. Try it:   python histogram.py
Grade it:                        pytest histogram.py
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
        self.counts[place] += 1
        self.total.value += 1

    def look(self) -> tuple[int, list[int]]:
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
