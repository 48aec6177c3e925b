"""A bowl goes back and forth.

A potter and a painter make bowls, one after the other. The potter throws a bowl, the
painter paints it, the potter fires it, the painter packs it; then comes the next. Whoever
has done a step rings a bell for the other. Today that goes well nearly every time. But let
the painter come late, with time.sleep(1) as the first line of painter(), and the program
waits for ever (Ctrl-C stops it).

    python event.py        three bowls
    python event.py 5      five bowls

Contract
- The potter and the painter are two processes, each a multiprocessing.Process of its own, one
  for all the bowls.
- For each bowl, numbered from 1 on, four lines are printed, once each, by the process that
  they name:
      potter: bowl 1 thrown
      painter: bowl 1 painted
      potter: bowl 1 fired
      painter: bowl 1 packed
  No other line begins with "potter: " or "painter: ".
- The lines come in this order, bowl after bowl, however long either of the two is held up,
  and wherever it is held up.
- How the two give each other signals is yours to choose: other events, or no events at all.
- The program ends by itself, with exit code 0 and no traceback, and every process was
  waited for. All this under fork, spawn and forkserver.

Change potter(), painter() and main() only. Try it:   python event.py
Grade it:                                             pytest event.py
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, bell: Event) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        bell.set()
        bell.clear()
        bell.wait()
        do(f"potter: bowl {number} fired")
        bell.set()
        bell.clear()
        bell.wait()


def painter(bowls: int, bell: Event) -> None:
    for number in range(1, bowls + 1):
        bell.wait()
        do(f"painter: bowl {number} painted")
        bell.set()
        bell.clear()
        bell.wait()
        do(f"painter: bowl {number} packed")
        bell.set()
        bell.clear()


def main(bowls: int = 3) -> None:
    bell = multiprocessing.Event()
    workers = [multiprocessing.Process(target=work, args=(bowls, bell)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
