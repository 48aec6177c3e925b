"""Each mason counts the corners that stand in one number, and run() asks whether all do.

misconception: what `+= 1` adds to a Value is added, whoever else adds
fails: test_storey_by_storey
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError


def work(build: Callable[[int, int], None], mason: int, storeys: int, all_stand: Barrier, corners) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        corners.value += 1
        try:
            all_stand.wait()
        except BrokenBarrierError:
            return


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    all_stand = multiprocessing.Barrier(masons)
    corners = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, storeys, all_stand, corners))
        for mason in range(1, masons + 1)
    ]
    for worker in workers:
        worker.start()
    by_sentinel = {worker.sentinel: worker for worker in workers}
    while by_sentinel:
        for sentinel in wait(list(by_sentinel)):
            worker = by_sentinel.pop(sentinel)
            worker.join()
            if worker.exitcode != 0:
                all_stand.abort()
    return corners.value == masons * storeys


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
