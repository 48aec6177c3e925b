"""The stream is gone, but the function still stands inside concert().

misconception: only data is pickled; a function is code, which the child has anyway
fails: test_all_sing
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    def sing(name: str) -> None:
        with microphone:
            for line in verse:
                print(f"{name}: {line}")
                time.sleep(0.1)  # a breath

    singers = [multiprocessing.Process(target=sing, args=(name,)) for name in names]
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
