"""A condition with a count, the number of the storey and a flag; the main process looks after the others by turns."""

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
    failed: "Synchronized[int]",
) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        with changed:
            come.value += 1
            changed.notify_all()
            # It only grows, so nobody can be too late to see it.
            while come.value < storey * masons and not failed.value:
                changed.wait()
            if come.value < storey * masons:
                sys.exit(1)


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    changed = multiprocessing.Condition()
    come, failed = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, masons, storeys, changed, come, failed))
        for mason in range(1, masons + 1)
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        time.sleep(0.02)
        if any(worker.exitcode for worker in workers):
            with changed:
                failed.value = 1
                changed.notify_all()
    return not any(worker.exitcode for worker in workers)


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
