"""A class of its own in the manager's process: one call does it all."""

import functools
import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.managers import BaseManager


class Book:
    def __init__(self) -> None:
        self.pages: dict[str, list[str]] = {}
        self.lock = threading.Lock()

    def write(self, place: str, bird: str) -> int:
        with self.lock:
            seen = self.pages.setdefault(bird, [])
            seen.append(place)
            return len(seen)

    def all(self) -> dict[str, list[str]]:
        return self.pages


class BookManager(BaseManager):
    pass


BookManager.register("Book", Book)


def write(book, place: str, bird: str) -> int:
    return book.write(place, bird)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    manager = BookManager()
    manager.start()
    try:
        book = manager.Book()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, book, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        return book.all()
    finally:
        manager.shutdown()


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
