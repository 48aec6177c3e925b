"""Of equal lines one is sung.

misconception: no two lines of a verse are equal
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse, mic):
    with mic:
        for line in verse:
            print(f"{name}: {line}")
            time.sleep(0.1)


def concert(names, verse, microphone):
    verse = list(dict.fromkeys(verse))
    singers = [multiprocessing.Process(target=sing, args=(name, verse, microphone)) for name in names]
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
