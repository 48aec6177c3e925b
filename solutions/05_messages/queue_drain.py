"""Why it works: get() waits until there is something, however long that takes, and only None
ends the loop. Whether the belt is empty at some moment says nothing about what will come. None
is on the belt once, and whoever takes it is the first to know, so it goes back for the
others: it is the last thing on the belt, and stays that.

Another way: get() with a timeout, or get_nowait() with a nap, where Empty means to ask again.
Then a packer can do something else in between.
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def drain(belt, pack: Callable[[object], None]) -> None:
    while (item := belt.get()) is not None:
        pack(item)
    belt.put(None)


def pack_loaf(packer: int, loaf: object) -> None:
    print(f"packer {packer}: {loaf}")


def work(packer: int, belt) -> None:
    drain(belt, functools.partial(pack_loaf, packer))
    print(f"packer {packer}: goes home")


def bake(loaves: int, belt) -> None:
    for number in range(1, loaves + 1):
        time.sleep(0.05)
        belt.put(f"loaf {number}")
    belt.put(None)


def main(loaves: int = 5, packers: int = 1) -> None:
    belt = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(packer, belt)) for packer in range(1, packers + 1)]
    workers.append(multiprocessing.Process(target=bake, args=(loaves, belt)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
