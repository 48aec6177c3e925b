"""A manager's lock, which pickles, stands in for the microphone.

misconception: any lock does, if all singers have it
fails: test_microphone
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
    with multiprocessing.Manager() as manager:
        mic = manager.Lock()
        with multiprocessing.Pool(len(names)) as pool:
            pool.starmap(sing, [(name, verse, mic) for name in names])


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
