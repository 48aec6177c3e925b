"""A Process subclass that has all it needs on self, with its lines made beforehand."""

import multiprocessing
import multiprocessing.synchronize
import sys


class Singer(multiprocessing.Process):
    def __init__(self, lines: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
        super().__init__()
        self.lines = lines
        self.microphone = microphone

    def run(self) -> None:
        self.microphone.acquire()
        try:
            sys.stdout.write("\n".join(self.lines) + "\n")
            sys.stdout.flush()
        finally:
            self.microphone.release()


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [Singer([f"{name}: {line}" for line in verse], microphone) for name in names]
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
