"""The lines are handed over before they are made.

misconception: whatever can be looped over can be handed over
fails: test_all_sing
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time
from collections.abc import Iterable


def sing(lines: Iterable[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with microphone:
        for line in lines:
            print(line)
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = []
    for name in names:
        lines = (f"{singer}: {line}" for singer in [name] for line in verse)
        singers.append(multiprocessing.Process(target=sing, args=(lines, microphone)))
    for singer in singers:
        singer.start()
    for singer in singers:
        singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
