"""The stub's bell, and a nap before each ring, so that the other is there to hear it.

misconception: a signal cannot be lost if the setter gives the other time to come
fails: test_one_bowl
ends: deadlock
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, bell: Event) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        time.sleep(0.1)
        bell.set()
        bell.clear()
        bell.wait()
        do(f"potter: bowl {number} fired")
        time.sleep(0.1)
        bell.set()
        bell.clear()
        bell.wait()


def painter(bowls: int, bell: Event) -> None:
    for number in range(1, bowls + 1):
        bell.wait()
        do(f"painter: bowl {number} painted")
        time.sleep(0.1)
        bell.set()
        bell.clear()
        bell.wait()
        do(f"painter: bowl {number} packed")
        time.sleep(0.1)
        bell.set()
        bell.clear()


def main(bowls: int = 3) -> None:
    bell = multiprocessing.Event()
    workers = [multiprocessing.Process(target=work, args=(bowls, bell)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
