"""Whether it is evening is asked before the wait for a free place.

misconception: what was true before a wait is true after it
fails: test_evening
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind: Callable[[int], object], sack, places):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        grind(sack)
    finally:
        places.release()


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    evening = False

    def ring(*_):
        nonlocal evening
        evening = True

    signal.signal(signal.SIGTERM, ring)
    places = multiprocessing.Semaphore(millers)
    workers = []
    for number, sack in enumerate(sacks):
        if evening:
            break
        places.acquire()
        workers.append(multiprocessing.Process(target=work, args=(grind, sack, places)))
        workers[-1].start()
    for worker in workers:
        worker.join()
    return sacks[len(workers) :]


def grind_one(last: int, main_process: int, sack: int) -> None:
    print(f"sack {sack}: begun")
    time.sleep(0.2)
    if sack == last:
        os.kill(main_process, signal.SIGTERM)
    time.sleep(0.2)
    print(f"sack {sack}: ground")


def main(last: int = 0) -> None:
    left = run(functools.partial(grind_one, last, os.getpid()), list(range(1, 9)), 2)
    print(f"sacks left: {left}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
