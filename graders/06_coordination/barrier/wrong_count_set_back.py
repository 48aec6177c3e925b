"""The last one sets the count back to 0 and wakes the others, who wait until it is 0.

misconception: everybody who is woken looks before the next storey is counted
fails: test_storey_by_storey
ends: deadlock
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Condition


def work(
    build: Callable[[int, int], None],
    mason: int,
    masons: int,
    storeys: int,
    changed: Condition,
    come: "Synchronized[int]",
) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        with changed:
            come.value = (come.value + 1) % masons
            if come.value == 0:
                changed.notify_all()
            while come.value > 0:
                changed.wait()


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    changed, come = multiprocessing.Condition(), multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, masons, storeys, changed, come))
        for mason in range(1, masons + 1)
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
