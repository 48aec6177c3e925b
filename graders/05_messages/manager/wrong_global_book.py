"""misconception: what is global here is global in the children
fails: test_one_book
under: spawn, forkserver
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


shared: dict = {}


def write(place: str, bird: str) -> int:
    with shared["lock"]:
        seen = [*shared["book"].get(bird, []), place]
        shared["book"][bird] = seen
    return len(seen)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        shared.update(book=manager.dict(), lock=multiprocessing.Lock())
        watchers = [
            multiprocessing.Process(target=watch, args=(place, functools.partial(write, place))) for place in places
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        return dict(shared["book"])


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
