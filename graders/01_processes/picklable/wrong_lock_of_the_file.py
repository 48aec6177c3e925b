"""The lock stands at the top of the file, where each child finds one.

misconception: a lock of the same name is the same lock
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


LOCK = multiprocessing.Lock()


def sing(name: str, verse: list[str]) -> None:
    with LOCK:
        for line in verse:
            print(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
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
