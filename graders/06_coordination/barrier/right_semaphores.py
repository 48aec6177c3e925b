"""A semaphore for who has come, and one for each to go on; the main process looks around when nobody comes."""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Semaphore


def work(
    build: Callable[[int, int], None],
    mason: int,
    storeys: int,
    here: Semaphore,
    go_on: Semaphore,
    failed: "Synchronized[int]",
) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        here.release()
        go_on.acquire()
        if failed.value:
            return


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    here = multiprocessing.Semaphore(0)
    own = [multiprocessing.Semaphore(0) for _ in range(masons)]
    failed = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=work, args=(build, number, storeys, here, go_on, failed))
        for number, go_on in enumerate(own, start=1)
    ]
    for worker in workers:
        worker.start()
    for _storey in range(storeys):
        come = 0
        while come < masons and not failed.value:
            if here.acquire(timeout=0.05):
                come += 1
            elif any(worker.exitcode for worker in workers):
                failed.value = 1
        for go_on in own:
            go_on.release()
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
