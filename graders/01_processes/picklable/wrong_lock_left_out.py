"""When the singer is pickled the lock is left out, and made anew in the child.

misconception: what does not pickle by itself can be made anew on the other side
fails: test_microphone
under: spawn, forkserver
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


class Singer:
    def __init__(self, name: str, microphone: multiprocessing.synchronize.Lock) -> None:
        self.name = name
        self.microphone = microphone
        self.stage = sys.stdout

    def sing(self, verse: list[str]) -> None:
        with self.microphone:
            for line in verse:
                print(f"{self.name}: {line}", file=self.stage)
                time.sleep(0.1)  # a breath

    def __getstate__(self) -> dict[str, object]:
        return {"name": self.name}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state, stage=sys.stdout, microphone=multiprocessing.Lock())


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [multiprocessing.Process(target=Singer(name, microphone).sing, args=(verse,)) for name in names]
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
