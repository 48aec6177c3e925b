"""A pool with a worker for each place, the manager's own lock, and one list of all that was seen."""

import functools
import multiprocessing
import time
from collections.abc import Callable


def write(seen, lock, place: str, bird: str) -> int:
    with lock:
        number = 1 + sum(other == bird for other, _ in seen[:])
        seen.append((bird, place))
        return number


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    with multiprocessing.Manager() as manager, multiprocessing.Pool(len(places)) as pool:
        seen, lock = manager.list(), manager.Lock()
        pool.starmap(watch, [(place, functools.partial(write, seen, lock, place)) for place in places], chunksize=1)
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
