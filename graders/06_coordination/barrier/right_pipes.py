"""A pipe to each mason; the main process says which storey is next, and reads the end of a failed one."""

import contextlib
import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection


def work(build: Callable[[int, int], None], mason: int, orders: Connection, other_ends: list[Connection]) -> None:
    for end in other_ends:
        end.close()
    while (storey := orders.recv()) is not None:
        build(mason, storey)
        orders.send("it stands")


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    mine, workers = [], []
    for mason in range(1, masons + 1):
        ours, theirs = multiprocessing.Pipe()
        mine.append(ours)
        worker = multiprocessing.Process(target=work, args=(build, mason, theirs, list(mine)))
        worker.start()
        theirs.close()
        workers.append(worker)
    finished = True
    for storey in range(1, storeys + 1):
        for orders in mine:
            orders.send(storey)
        for orders in mine:
            try:
                orders.recv()
            except (EOFError, ConnectionResetError):
                finished = False
        if not finished:
            break
    for orders in mine:
        with contextlib.suppress(BrokenPipeError):
            orders.send(None)
    for worker in workers:
        worker.join()
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
