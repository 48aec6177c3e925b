"""run() makes the barrier and puts it into a name of the module, where the masons look for it.

misconception: what run() has put into a name of the module is there in each process that it starts
fails: test_storey_by_storey
under: spawn, forkserver
"""

from multiprocessing.connection import wait
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError
import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


all_stand: Barrier | None = None


def work(build: Callable[[int, int], None], mason: int, storeys: int) -> None:
    for storey in range(1, storeys + 1):
        build(mason, storey)
        try:
            all_stand.wait()
        except BrokenBarrierError:
            return


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    global all_stand
    all_stand = multiprocessing.Barrier(masons)
    workers = [multiprocessing.Process(target=work, args=(build, mason, storeys)) for mason in range(1, masons + 1)]
    for worker in workers:
        worker.start()
    waiting = {worker.sentinel: worker for worker in workers}
    finished = True
    while waiting:
        for sentinel in wait(list(waiting)):
            worker = waiting.pop(sentinel)
            worker.join()
            if worker.exitcode:
                finished = False
                all_stand.abort()
    return finished


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
