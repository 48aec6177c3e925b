"""The verse is handed over as one text.

misconception: splitlines() gives back what join() was given
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name: str, text: str, microphone: multiprocessing.synchronize.Lock) -> None:
    with microphone:
        for line in text.splitlines():
            print(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    text = "\n".join(verse)
    singers = [multiprocessing.Process(target=sing, args=(name, text, microphone)) for name in names]
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
