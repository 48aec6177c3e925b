"""Why it works: under spawn and forkserver, start() pickles the target and its arguments. Of a
function only its name goes, so it stands at the top of the file, where the child finds it when
it imports the file. Texts, lists and, at a start, the locks of multiprocessing pickle as well. A
stream does not, and need not: each process has a sys.stdout of its own, and they lead to the
same place. Nothing is taken from around the function; all that it works with is handed to it.

Another way: a subclass of Process that has the name, the verse and the microphone on self, and
no stream. Or a pool: its tasks go through a queue, where a lock does not pass, so the lock goes
along with the start of each worker, in initargs.
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
