"""One event both ways, cleared by whoever has waited for it.

misconception: a process does not hear its own set()
fails: test_one_bowl
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
        bell.set()
        bell.wait()
        bell.clear()
        do(f"potter: bowl {number} fired")
        bell.set()
        bell.wait()
        bell.clear()


def painter(bowls: int, bell: Event) -> None:
    for number in range(1, bowls + 1):
        bell.wait()
        bell.clear()
        do(f"painter: bowl {number} painted")
        bell.set()
        bell.wait()
        bell.clear()
        do(f"painter: bowl {number} packed")
        bell.set()


def main(bowls: int = 3) -> None:
    bell = multiprocessing.Event()
    workers = [multiprocessing.Process(target=work, args=(bowls, bell)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
