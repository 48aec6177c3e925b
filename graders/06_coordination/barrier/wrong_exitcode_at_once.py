"""misconception: Where the sentinel is ready the exit code is known.
fails: test_storey_by_storey
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


from multiprocessing.connection import wait
from threading import BrokenBarrierError


def work(build, mason, storeys, barrier):
    for storey in range(1, storeys + 1):
        build(mason, storey)
        try:
            barrier.wait()
        except BrokenBarrierError:
            return


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    barrier = multiprocessing.Barrier(masons)
    workers = [multiprocessing.Process(target=work, args=(build, mason, storeys, barrier)) for mason in range(1, masons + 1)]
    for worker in workers:
        worker.start()
    left = {worker.sentinel: worker for worker in workers}
    good = True
    while left:
        for sentinel in wait(list(left)):
            worker = left.pop(sentinel)
            if worker.exitcode != 0:
                good = False
                barrier.abort()
    for worker in workers:
        worker.join()
    return good


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
