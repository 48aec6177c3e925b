"""misconception: to enter a bird with no places yet takes nothing away from anybody
fails: test_at_once
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(book, lock, place: str, bird: str) -> int:
    if bird not in book:
        book[bird] = []
    with lock:
        seen = [*book[bird], place]
        book[bird] = seen
        return len(seen)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        book = manager.dict()
        lock = manager.Lock()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, book, lock, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        return dict(book)


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
