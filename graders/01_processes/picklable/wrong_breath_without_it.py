"""One singer sings after the other, and gives the microphone back for a moment in mid-verse.

misconception: where one sings at a time, a microphone that is taken again at once has been held all along
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name: str, verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    half = max(1, len(verse) // 2)
    for part in (verse[:half], verse[half:]):
        with microphone:
            for line in part:
                print(f"{name}: {line}")
                time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [multiprocessing.Process(target=sing, args=(name, verse, microphone)) for name in names]
    for singer in singers:
        singer.start()
        singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
