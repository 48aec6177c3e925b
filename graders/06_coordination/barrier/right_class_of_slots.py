"""A Process subclass and a slot for each mason; they poll the slots, and the main process polls the processes."""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import SynchronizedArray


class Mason(multiprocessing.Process):
    def __init__(self, build: Callable[[int, int], None], number: int, storeys: int, slots: "SynchronizedArray[int]"):
        super().__init__(name=f"mason {number}")
        self.build, self.number, self.storeys, self.slots = build, number, storeys, slots

    def run(self) -> None:
        for storey in range(1, self.storeys + 1):
            self.build(self.number, storey)
            self.slots[self.number - 1] = storey
            while any(reached < storey for reached in self.slots[:]):
                if -1 in self.slots[:]:
                    sys.exit(1)
                time.sleep(0.01)


def run(build: Callable[[int, int], None], masons: int, storeys: int) -> bool:
    slots = multiprocessing.Array("i", masons)
    workers = [Mason(build, number, storeys, slots) for number in range(1, masons + 1)]
    for worker in workers:
        worker.start()
    left, finished = list(workers), True
    while left:
        for worker in list(left):
            worker.join(timeout=0.05)
            if worker.exitcode is None:
                continue
            left.remove(worker)
            if worker.exitcode != 0:
                finished = False
                slots[worker.number - 1] = -1
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
