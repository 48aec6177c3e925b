"""misconception: what was joined with commas comes apart as it was
fails: test_one_book
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(book, lock, place: str, bird: str) -> int:
    with lock:
        seen = f"{book[bird]}, {place}" if bird in book else place
        book[bird] = seen
        return len(seen.split(", "))


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        book, lock = manager.dict(), manager.Lock()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, book, lock, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        return {bird: seen.split(", ") for bird, seen in book.items()}


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
