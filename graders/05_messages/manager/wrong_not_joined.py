"""misconception: who has said that it is done has ended
fails: test_ended
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


def watch_to_the_end(watch: Callable[[str, Callable[[str], int]], None], place: str, note, done) -> None:
    watch(place, note)
    done.release()


def survey(watch: Callable[[str, Callable[[str], int]], None], places: list[str]) -> dict[str, list[str]]:
    lock, done = multiprocessing.Lock(), multiprocessing.Semaphore(0)
    with multiprocessing.Manager() as manager:
        book = manager.dict()
        for place in places:
            note = functools.partial(write, book, lock, place)
            multiprocessing.Process(target=watch_to_the_end, args=(watch, place, note, done)).start()
        for _ in places:
            done.acquire()
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
