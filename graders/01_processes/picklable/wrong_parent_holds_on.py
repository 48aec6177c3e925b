"""The parent holds the microphone while a child sings.

misconception: it is all the same who holds a lock, as long as it is held
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse):
    for line in verse:
        print(f"{name}: {line}")
        time.sleep(0.1)


def concert(names, verse, microphone):
    for name in names:
        with microphone:
            singer = multiprocessing.Process(target=sing, args=(name, verse))
            singer.start()
            singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
