"""concert() sets the start method anew.

misconception: the start method is a setting of the function that needs it
fails: test_start_method
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    multiprocessing.set_start_method("fork", force=True)
    stage = sys.stdout

    def sing(name: str) -> None:
        with microphone:
            for line in verse:
                print(f"{name}: {line}", file=stage)
                time.sleep(0.1)  # a breath

    singers = [multiprocessing.Process(target=sing, args=(name,)) for name in names]
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
