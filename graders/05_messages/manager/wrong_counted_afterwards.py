"""misconception: append() of a proxy is one step, and the count comes right after it
fails: test_at_once
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(seen, place: str, bird: str) -> int:
    seen.append((bird, place))
    return sum(other == bird for other, _ in seen[:])


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        seen = manager.list()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, seen, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        book: dict[str, list[str]] = {}
        for bird, place in seen:
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
