"""Sings into a buffer, which is written when the microphone has been given back.

misconception: print() has written when it returns
fails: test_microphone
"""

import io
import multiprocessing
import multiprocessing.synchronize
import os
import sys
import time


def sing(name, verse, mic):
    stage = io.open(os.dup(1), "w")
    with mic:
        for line in verse:
            print(f"{name}: {line}", file=stage)
            time.sleep(0.1)
    stage.close()


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
