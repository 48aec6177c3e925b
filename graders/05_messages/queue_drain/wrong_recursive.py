"""misconception: a function may call itself for as long as there is something to do
fails: test_any_item
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def drain(belt, pack: Callable[[object], None]) -> None:
    item = belt.get()
    if item is None:
        belt.put(None)
    else:
        pack(item)
        drain(belt, pack)


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
