"""Whoever fails breaks the barrier on its way out, whatever it was that was raised.

misconception: a process can always do one last thing before it ends
fails: test_one_fails
ends: deadlock
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier


def work(build: Callable[[int, int], None], mason: int, storeys: int, all_stand: Barrier) -> None:
    stands = False
    try:
        for storey in range(1, storeys + 1):
            build(mason, storey)
            all_stand.wait()
        stands = True
    finally:
        if not stands:
            all_stand.abort()


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    all_stand = multiprocessing.Barrier(masons)
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, storeys, all_stand)) for mason in range(1, masons + 1)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
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
