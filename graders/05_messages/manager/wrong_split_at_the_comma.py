"""misconception: a text has no comma in it
fails: test_one_book
"""

import functools
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable


def write(path, lock, place, bird):
    with lock:
        with open(path, "a") as f:
            f.write(f"{bird},{place}\n")
        with open(path) as f:
            return sum(1 for line in f if line.split(",")[0] == bird)


def survey(watch, places):
    path = os.path.join(tempfile.gettempdir(), "birds.csv")
    open(path, "w").close()
    lock = multiprocessing.Lock()
    watchers = [
        multiprocessing.Process(target=watch, args=(place, functools.partial(write, path, lock, place)))
        for place in places
    ]
    for w in watchers:
        w.start()
    for w in watchers:
        w.join()
    book = {}
    with open(path) as f:
        for line in f:
            bird, place = line.strip().split(",")
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
