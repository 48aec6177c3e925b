"""A house, storey by storey.

Masons build a house, each of them one corner. Nobody may begin a storey before all corners of
the one below stand. Today everybody builds upwards as fast as they can. And when one of them
falls ill, the others build on as if nothing had happened.

    python barrier.py          three masons, three storeys
    python barrier.py 4 2      four masons, two storeys
    python barrier.py 3 3 2    three of each, and mason 2 falls ill on storey 2

Contract
- run(build, masons, storeys) starts one process for each mason, with multiprocessing. Masons
  and storeys are numbered from 1. The process of a mason, the same for all storeys, calls
  build(mason, storey) once for each storey, from 1 upwards.
- No call for a storey begins before all calls for the storey below have returned, however
  long any of them takes. Those for one storey go on side by side: none of them waits for the
  end of another.
- A call may fail: it raises an exception, or it ends its process, with sys.exit() or
  os._exit() and a code that is not 0. Then no call for a higher storey begins. Whoever has
  not begun the same storey by then may begin it or leave it. Calls that have begun go on to
  their own end.
- run() returns when every process has ended, also after a call has failed. It returns True
  when all calls have returned, and False when one has failed.
- build pickles. All this under fork, spawn and forkserver.

Change work() and run(), and add functions of your own. Try it:   python barrier.py
Grade it:                                                         pytest barrier.py
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(build: Callable[[int, int], None], mason: int, storeys: int) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    workers = [multiprocessing.Process(target=work, args=(build, mason, storeys)) for mason in range(1, masons + 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return True


def build_corner(ill: int, mason: int, storey: int) -> None:
    time.sleep(0.1 * mason)  # the work of the hands
    if mason == ill and storey == 2:
        sys.exit(f"mason {mason}: ill")
    print(f"storey {storey}: corner {mason} stands")


def main(masons: int = 3, storeys: int = 3, ill: int = 0) -> None:
    finished = run(functools.partial(build_corner, ill), masons, storeys)
    print("the house stands" if finished else "the house is not finished")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
