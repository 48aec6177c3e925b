"""misconception: a lock of the module is one lock for all processes
fails: test_at_once
under: spawn, forkserver
"""

import functools
import multiprocessing
import time
from collections.abc import Callable

LOCK = multiprocessing.Lock()


def write(book, place: str, bird: str) -> int:
    with LOCK:
        seen = [*book.get(bird, []), place]
        book[bird] = seen
    return len(seen)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        book = manager.dict()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, book, place)))
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
