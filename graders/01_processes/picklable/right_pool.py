"""A pool whose workers get the microphone as they start, and keep it in a global variable."""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def keep(microphone: multiprocessing.synchronize.Lock) -> None:
    global kept
    kept = microphone


def sing(name: str, verse: list[str]) -> None:
    with kept:
        for line in verse:
            print(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with multiprocessing.Pool(2, initializer=keep, initargs=(microphone,)) as pool:
        pool.starmap(sing, [(name, verse) for name in names])


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
