"""No manager: a pipe for each place, and the main process numbers what comes."""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait


class Note:
    def __init__(self, end: Connection) -> None:
        self.end = end

    def __call__(self, bird: str) -> int:
        self.end.send(bird)
        return self.end.recv()


def run(watch: Callable[[str, Callable[[str], int]], None], place: str, end: Connection) -> None:
    watch(place, Note(end))
    end.send(None)


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    book: dict[str, list[str]] = {}
    watchers, ends = [], {}
    for place in places:
        mine, its = multiprocessing.Pipe()
        watchers.append(multiprocessing.Process(target=run, args=(watch, place, its)))
        watchers[-1].start()
        its.close()
        ends[mine] = place
    while ends:
        for end in wait(list(ends)):
            bird = end.recv()
            if bird is None:
                del ends[end]
            else:
                book.setdefault(bird, []).append(ends[end])
                end.send(len(book[bird]))
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
