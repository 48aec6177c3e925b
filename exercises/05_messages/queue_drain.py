"""Everything that is put on the belt.

A baker puts loaves on a belt, and packers take them off. Behind the last loaf the baker puts
None on the belt, once. Today the packers go home as soon as they find the belt empty.

    python queue_drain.py        five loaves, one packer
    python queue_drain.py 20 3   twenty loaves, three packers

Contract
- drain(belt, pack) takes items off the belt, a multiprocessing.Queue, and calls pack(item) for
  each, in the order in which it took them. It does so in the process that it was called in.
- None is the end. It is put on the belt once, by whoever fills it, after the last item, and it
  is never packed. Everything else is an item: 0, False, "" and [] too.
- drain() returns when it has come upon the end and has packed all that it took, not before.
  An empty belt is no end.
- Several processes may call drain() on one belt, each once. Each item is packed once, by one
  of them. Each drain() comes to its end, also one that is called when others have returned.
- All this however long any process is held up, under fork, spawn and forkserver. Every process
  ends by itself, with exit code 0 and no traceback.

Change drain() only, and add functions of your own. Try it:   python queue_drain.py
Grade it:                                                     pytest queue_drain.py
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def drain(belt, pack: Callable[[object], None]) -> None:
    while not belt.empty():
        pack(belt.get())


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
