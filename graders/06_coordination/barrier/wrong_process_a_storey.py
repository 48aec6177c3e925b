"""The main process starts new processes for each storey, when those of the last one have ended.

misconception: a new process that goes on with the work is the same mason
fails: test_storey_by_storey
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    for storey in range(1, storeys + 1):
        workers = [multiprocessing.Process(target=build, args=(mason, storey)) for mason in range(1, masons + 1)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            return False
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
