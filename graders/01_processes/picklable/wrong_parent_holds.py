"""The parent holds the microphone while it starts a singer.

misconception: what a parent holds when it starts a child, the child holds until it ends
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse) -> None:
    for line in verse:
        print(f"{name}: {line}", flush=True)
        time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = []
    for name in names:
        with microphone:
            singer = multiprocessing.Process(target=sing, args=(name, verse))
            singer.start()
            singers.append(singer)
    for singer in singers:
        singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
