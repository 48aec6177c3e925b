"""Right, but for events that each child makes anew where it is not forked.

misconception: what is made at the top of the module is one and the same in every process
fails: test_one_bowl
under: spawn, forkserver
ends: deadlock
"""

import multiprocessing
import sys
import time


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


for_potter, for_painter = multiprocessing.Event(), multiprocessing.Event()


def potter(bowls: int) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        for_painter.set()
        for_potter.wait()
        for_potter.clear()
        do(f"potter: bowl {number} fired")
        for_painter.set()
        for_potter.wait()
        for_potter.clear()


def painter(bowls: int) -> None:
    for number in range(1, bowls + 1):
        for_painter.wait()
        for_painter.clear()
        do(f"painter: bowl {number} painted")
        for_potter.set()
        for_painter.wait()
        for_painter.clear()
        do(f"painter: bowl {number} packed")
        for_potter.set()


def main(bowls: int = 3) -> None:
    workers = [multiprocessing.Process(target=work, args=(bowls,)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
