"""misconception: what each has counted can be put together at the end
fails: test_one_book
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(seen, counts: dict[str, int], place: str, bird: str) -> int:
    seen.put((bird, place))
    counts[bird] = counts.get(bird, 0) + 1
    return counts[bird]


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        seen = manager.Queue()
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, seen, {}, place)))
            for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        book: dict[str, list[str]] = {}
        while not seen.empty():
            bird, place = seen.get()
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
