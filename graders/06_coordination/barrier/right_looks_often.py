"""Looks a hundred times a second who is alive and how they ended; a barrier that is broken lets nobody go on."""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from threading import BrokenBarrierError


def work(build: Callable[[int, int], None], mason: int, storeys: int, gate) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        try:
            gate.wait()
        except BrokenBarrierError:
            break


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    gate = multiprocessing.Barrier(masons)
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, storeys, gate)) for mason in range(1, masons + 1)
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        if any(worker.exitcode for worker in workers):
            gate.abort()
        time.sleep(0.01)
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
