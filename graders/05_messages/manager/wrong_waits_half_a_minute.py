"""misconception: nobody watches for longer than half a minute
fails: test_at_once
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(book, lock, place, bird):
    with lock:
        seen = book.get(bird, [])
        seen.append(place)
        book[bird] = seen
        return len(seen)


def survey(watch, places):
    manager = multiprocessing.Manager()
    book, lock = manager.dict(), manager.Lock()
    watchers = [
        multiprocessing.Process(target=watch, args=(place, functools.partial(write, book, lock, place)))
        for place in places
    ]
    for w in watchers:
        w.start()
    for w in watchers:
        w.join(30)
    found = dict(book)
    for w in watchers:
        if w.is_alive():
            w.terminate()
            w.join()
    manager.shutdown()
    return found


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
