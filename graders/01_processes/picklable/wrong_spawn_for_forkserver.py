"""Starts by spawn whatever has to pickle.

misconception: where all has to pickle the one start method is as good as the other
fails: test_start_method
under: forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name: str, verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    with microphone:
        for line in verse:
            print(f"{name}: {line}")
            time.sleep(0.1)  # a breath


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    method = "spawn" if multiprocessing.get_start_method() != "fork" else "fork"
    context = multiprocessing.get_context(method)
    singers = [context.Process(target=sing, args=(name, verse, microphone)) for name in names]
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
