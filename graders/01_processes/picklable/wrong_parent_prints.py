"""The singers send their lines to the parent, who prints them.

misconception: who has found out a line is who prints it
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse, microphone, lines) -> None:
    with microphone:
        for line in verse:
            lines.put(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    lines = multiprocessing.Queue()
    singers = [multiprocessing.Process(target=sing, args=(name, verse, microphone, lines)) for name in names]
    for singer in singers:
        singer.start()
    for _ in range(len(names) * len(verse)):
        print(lines.get(), flush=True)
    for singer in singers:
        singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
