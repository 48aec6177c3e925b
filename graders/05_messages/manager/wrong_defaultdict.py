"""misconception: a defaultdict that is filled is an ordinary dict
fails: test_one_book
"""

import collections
import functools
import multiprocessing
import time
from collections.abc import Callable


def write(seen, lock, place: str, bird: str) -> int:
    with lock:
        seen.append((bird, place))
        return [other for other, _ in seen].count(bird)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        seen, lock = manager.list(), multiprocessing.Lock()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, seen, lock, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        book = collections.defaultdict(list)
        for bird, place in seen:
            book[bird].append(place)
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
