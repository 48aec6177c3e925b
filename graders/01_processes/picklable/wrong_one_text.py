"""The verse is sent as one text, and split at its commas.

misconception: what joins lines is in none of them
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, text, mic):
    mic.acquire()
    try:
        for line in text.split(", "):
            print(f"{name}: {line}")
            time.sleep(0.1)
    finally:
        mic.release()


def concert(names, verse, microphone):
    text = ", ".join(verse)
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
