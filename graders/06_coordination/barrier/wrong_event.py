"""A count and an event that the last one sets, on the first storey, for good.

misconception: an event holds them back again on the next storey
fails: test_storey_by_storey
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event


def work(
    build: Callable[[int, int], None], mason: int, masons: int, storeys: int, come: "Synchronized[int]", all_stand: Event
) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        with come.get_lock():
            come.value += 1
            if come.value % masons == 0:
                all_stand.set()
        all_stand.wait()


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    come, all_stand = multiprocessing.Value("i", 0), multiprocessing.Event()
    workers = [
        multiprocessing.Process(target=work, args=(build, mason, masons, storeys, come, all_stand))
        for mason in range(1, masons + 1)
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        time.sleep(0.02)
        if any(worker.exitcode for worker in workers):
            all_stand.set()
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
