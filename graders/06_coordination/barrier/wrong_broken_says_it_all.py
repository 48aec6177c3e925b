"""Whether the house is finished is asked of the barrier, and that is aborted only where somebody is left to be told.

misconception: a barrier is broken whenever somebody has failed
fails: test_one_fails
"""

from multiprocessing.connection import wait
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError
import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(build: Callable[[int, int], None], mason: int, storeys: int, all_stand: Barrier) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        try:
            all_stand.wait()
        except BrokenBarrierError:
            return


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    all_stand = multiprocessing.Barrier(masons)
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, storeys, all_stand)) for mason in range(1, masons + 1)
    ]
    for worker in workers:
        worker.start()
    alive = list(workers)
    while alive:
        wait([worker.sentinel for worker in alive])
        for worker in list(alive):
            worker.join(timeout=0)
            if worker.exitcode is None:
                continue
            alive.remove(worker)
            if worker.exitcode != 0 and alive:
                all_stand.abort()
    return not all_stand.broken


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
