"""misconception: an event of the module is one for all packers
fails: test_several_packers
under: spawn, forkserver
ends: step_limit
"""

import functools
import multiprocessing
import queue
import sys
import time
from collections.abc import Callable

ended = multiprocessing.Event()


def drain(belt, pack: Callable[[object], None]) -> None:
    while not ended.is_set():
        try:
            item = belt.get(timeout=0.05)
        except queue.Empty:
            continue
        if item is None:
            ended.set()
        else:
            pack(item)


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
