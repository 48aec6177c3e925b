"""The lock is put into each task of a pool.

misconception: a lock goes wherever an argument goes
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name: str, verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with microphone:
        for line in verse:
            print(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with multiprocessing.Pool(len(names)) as pool:
        pool.starmap(sing, [(name, verse, microphone) for name in names])


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
