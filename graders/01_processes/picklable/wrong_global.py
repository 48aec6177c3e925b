"""The microphone is put into a global variable before the start.

misconception: a child sees the global variables of its parent as they are at the start
fails: test_all_sing
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name: str, verse: list[str]) -> None:
    with shared:
        for line in verse:
            print(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    global shared
    shared = microphone
    singers = [multiprocessing.Process(target=sing, args=(name, verse)) for name in names]
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
