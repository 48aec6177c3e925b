"""The book is a file, read and written under a lock that is asked for again and again."""

import functools
import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable


def write(path: str, lock, place: str, bird: str) -> int:
    while not lock.acquire(timeout=0.1):
        time.sleep(0.05)
    try:
        with open(path, encoding="utf-8") as file:
            book = json.load(file)
        time.sleep(0.01)
        book.setdefault(bird, []).append(place)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(book, file)
        return len(book[bird])
    finally:
        lock.release()


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    lock = multiprocessing.Lock()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = f"{folder}/book.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump({}, file)
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, path, lock, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        while any(watcher.is_alive() for watcher in watchers):
            time.sleep(0.1)
        with open(path, encoding="utf-8") as file:
            return json.load(file)


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
