"""One book for everybody.

Birds are watched from several places at once, by a process at each place. All of them write
into one book what they see. Today each process has a book of its own, and what it has written
is gone with it.

Contract
- survey(watch, places) calls watch(place, note) once for each place, each time in a child process
  started with multiprocessing or concurrent.futures. All of them go on side by side: none
  waits until another is over. places is a list of texts, one at least and none twice.
- watch calls note(bird) whenever it sees a bird, any number of times. bird is a text. note(bird)
  writes down that this bird was seen at this place, and returns how often the bird has been
  written down at all places so far, this time included. So for each bird each of the numbers
  1, 2, 3 … is returned once, whoever writes.
- survey() returns a dict, an ordinary one, with all the birds that were seen. For each it has
  an ordinary list of places: one for each time it was seen, in the order of those numbers.
- When survey() returns, every process that it started has ended.
- watch is a function that pickles. It returns nothing that matters, and never fails.
- All this however long any process is held up, under fork, spawn and forkserver. Nothing ends
  with a traceback or is left behind.

Change survey() and write(), and add functions and classes of your own. Try it:   python manager.py
Grade it:                                                                         pytest manager.py
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(book, place: str, bird: str) -> int:
    seen = book.setdefault(bird, [])
    seen.append(place)
    return len(seen)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    book: dict[str, list[str]] = {}
    watchers = [
        multiprocessing.Process(target=watch, args=(place, functools.partial(write, book, place))) for place in places
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
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
