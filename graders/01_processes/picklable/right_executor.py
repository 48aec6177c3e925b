"""An executor of the start method that is set; os.write() where print() was."""

import functools
import multiprocessing
import multiprocessing.synchronize
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor


def keep(microphone: multiprocessing.synchronize.Lock) -> None:
    global kept
    kept = microphone


def sing(verse: list[str], name: str) -> None:
    with kept:
        for line in verse:
            os.write(1, f"{name}: {line}\n".encode())
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with ProcessPoolExecutor(len(names), initializer=keep, initargs=(microphone,)) as executor:
        list(executor.map(functools.partial(sing, verse), names))


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
