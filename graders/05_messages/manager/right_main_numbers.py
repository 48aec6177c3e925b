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


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    book: dict[str, list[str]] = {}
    watchers, ends = [], {}
    for place in places:
        mine, its = multiprocessing.Pipe()
        watchers.append(multiprocessing.Process(target=watch, args=(place, Note(its))))
        watchers[-1].start()
        its.close()
        ends[mine] = place
    while ends:
        for end in wait(list(ends)):
            try:
                bird = end.recv()
            except EOFError:
                end.close()
                del ends[end]
                continue
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
