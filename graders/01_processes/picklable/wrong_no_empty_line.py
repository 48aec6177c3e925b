"""An empty line is left out.

misconception: a text has something in it
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse, mic):
    with mic:
        for line in verse:
            if line:
                print(f"{name}: {line}")
            time.sleep(0.1)


def concert(names, verse, microphone):
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
