"""misconception: whoever has the smaller number is the first to have sent
fails: test_at_once
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(counts, lock, sightings, place, bird):
    with lock:
        number = counts.get(bird, 0) + 1
        counts[bird] = number
    sightings.put((bird, place))
    return number


def survey(watch, places):
    with multiprocessing.Manager() as manager:
        counts, lock, sightings = manager.dict(), manager.Lock(), manager.Queue()
        watchers = [
            multiprocessing.Process(
                target=watch, args=(place, functools.partial(write, counts, lock, sightings, place))
            )
            for place in places
        ]
        for w in watchers:
            w.start()
        for w in watchers:
            w.join()
        book = {}
        for _ in range(sum(counts.values())):
            bird, place = sightings.get()
            book.setdefault(bird, []).append(place)
        return book


def watch_birds(place: str, note: Callable[[str], int]) -> None:
    for bird in ("heron", "owl", "heron"):
        print(f"{place}: {bird} number {note(bird)}")
        time.sleep(0.1)


def main() -> None:
    book = survey(watch_birds, ["lake", "wood", "hill"])
    for bird in ("heron", "owl"):
        print(f"{bird}: {', '.join(book.get(bird, ['not seen']))}")


if __name__ == "__main__":
    main()
