"""The name becomes a part of a pattern.

misconception: a text is a pattern, and a name has no braces
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(pattern: str, verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with microphone:
        for line in verse:
            print(pattern.format(line=line))
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [multiprocessing.Process(target=sing, args=(name + ": {line}", verse, microphone)) for name in names]
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
