"""Hands the singers to a pool asynchronously, and never asks what has come of it.

misconception: an error in a pool is seen by itself
fails: test_all_sing
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
    with multiprocessing.Pool(len(names)) as pool:
        pool.starmap_async(sing, [(name, verse, microphone) for name in names])
        pool.close()
        pool.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
