"""Every mason goes through range(storeys + 1), so that the highest storey is not left out.

misconception: storeys are counted from 1 when the last number is one higher
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


def work(build: Callable[[int, int], None], mason: int, storeys: int, all_stand: Barrier) -> None:
    for storey in range(storeys + 1):
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
    by_sentinel = {worker.sentinel: worker for worker in workers}
    while by_sentinel:
        for sentinel in wait(list(by_sentinel)):
            worker = by_sentinel.pop(sentinel)
            worker.join()
            if worker.exitcode != 0:
                all_stand.abort()
    return all(worker.exitcode == 0 for worker in workers)


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
