"""misconception: a pool takes up all that it is given at once
fails: test_side_by_side
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
    with multiprocessing.Manager() as manager:
        book, lock = manager.dict(), manager.Lock()
        with multiprocessing.Pool(4) as pool:
            pool.starmap(watch, [(place, functools.partial(write, book, lock, place)) for place in places])
            pool.close()
            pool.join()
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
