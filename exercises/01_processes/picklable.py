"""A concert under every start method.

Each singer sings a verse, line by line, in a process of its own, and holds the microphone
meanwhile. Under fork that works. Under spawn and forkserver a child is a new interpreter, and
whatever is to get there has to pickle: there the concert ends with an error.

Contract
- concert(names, verse, microphone) has the whole verse sung once by each of names, in a child
  process started with multiprocessing or concurrent.futures. The singer NAME prints
  "NAME: LINE" to stdout, a terminal, for each line of verse, in order. names and verse are
  lists of one or more texts; the names are all different.
- microphone is a multiprocessing lock, which goes to a child as such a lock does, and has
  acquire() and release() and works in a `with`. A singer holds it from before the first line
  until after the last one. Others use it as well, and between their lines nobody sings.
- When concert() returns all have sung. No process ends with an error.
- All this under fork, spawn and forkserver. Which of them it is, is for the caller to choose:
  concert() starts its processes by the start method that is set, and sets no other.

Change concert(), and add functions and classes of your own.
Try it:     python picklable.py fork   and   python picklable.py spawn
Grade it:   pytest picklable.py
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
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
