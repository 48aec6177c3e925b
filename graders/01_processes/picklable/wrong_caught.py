"""Where a start fails, the main process sings.

misconception: an error that is caught has done no harm
fails: test_all_sing
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import pickle
import sys
import time


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    stage = sys.stdout

    def sing(name: str) -> None:
        with microphone:
            for line in verse:
                print(f"{name}: {line}", file=stage)
                time.sleep(0.1)  # a breath

    singers = []
    for name in names:
        try:
            singer = multiprocessing.Process(target=sing, args=(name,))
            singer.start()
            singers.append(singer)
        except (AttributeError, TypeError, pickle.PicklingError):
            sing(name)
    for singer in singers:
        singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
