"""Joins each singer with a timeout for the length of the concert.

misconception: a singer has ended by the time that the concert takes
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse, microphone) -> None:
    with microphone:
        for line in verse:
            print(f"{name}: {line}", flush=True)
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [multiprocessing.Process(target=sing, args=(name, verse, microphone)) for name in names]
    for singer in singers:
        singer.start()
    for singer in singers:
        singer.join(timeout=len(names) * len(verse))


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
