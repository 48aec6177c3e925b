"""All is handed over, and sys.stdout too.

misconception: an open stream can be handed over like any value
fails: test_all_sing
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time
from typing import TextIO


def sing(name: str, verse: list[str], microphone: multiprocessing.synchronize.Lock, stage: TextIO) -> None:
    with microphone:
        for line in verse:
            print(f"{name}: {line}", file=stage)
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [multiprocessing.Process(target=sing, args=(name, verse, microphone, sys.stdout)) for name in names]
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
