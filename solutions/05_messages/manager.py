"""Why it works: the book is a dict in the manager's process, and what the others have of it is a
proxy, which passes each call on. get() gives back a copy of the list: so a new list is put in
its place. From the look to the putting nobody else may write, and for that there is one lock for
all. At the end of its `with` the manager's process ends, and a copy of the book is made before.

Another way: a queue, through which all is sent to one process that numbers it, and a pipe for
each place, on which the numbers come back. Or a class of your own in the manager's process,
registered with a BaseManager: one call of its note() does it all there, under a threading.Lock,
since a thread of that process serves each of the others.
"""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(book, lock, place: str, bird: str) -> int:
    with lock:
        seen = [*book.get(bird, []), place]
        book[bird] = seen
    return len(seen)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    lock = multiprocessing.Lock()
    with multiprocessing.Manager() as manager:
        book = manager.dict()
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
