"""misconception: threads share their memory, and are processes of a kind
fails: test_one_book
"""

import functools
import threading
import time
from collections.abc import Callable


def write(book: dict[str, list[str]], lock, place: str, bird: str) -> int:
    with lock:
        seen = book.setdefault(bird, [])
        seen.append(place)
        return len(seen)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    book: dict[str, list[str]] = {}
    lock = threading.Lock()
    watchers = [
        threading.Thread(target=watch, args=(place, functools.partial(write, book, lock, place))) for place in places
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
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
