"""The microphone is given back after the line that the verse ends with.

misconception: the last line is the one that has its text
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name: str, verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    held = False
    for line in verse:
        if not held:
            held = microphone.acquire()
        print(f"{name}: {line}")
        time.sleep(0.1)  # a breath
        if line == verse[-1]:
            microphone.release()
            held = False


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
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
