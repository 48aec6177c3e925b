"""misconception: whoever finds a name in a page's title has found its page
fails: test_one_book
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(book, lock, place: str, bird: str) -> int:
    with lock:
        page = next((name for name in book.keys() if bird in name), bird)
        book[page] = [*book.get(page, []), place]
        return len(book[page])


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager:
        book, lock = manager.dict(), multiprocessing.Lock()
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
