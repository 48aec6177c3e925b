"""As many sacks as there are millers, each in a process; the next ones when all of these are ground.

misconception: as many at a time as there are millers is: so many, and then again so many
fails: test_no_evening
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind: Callable[[int], object], sack):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    grind(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    evening = False

    def ring(*_):
        nonlocal evening
        evening = True

    signal.signal(signal.SIGTERM, ring)
    left = list(sacks)
    while left and not evening:
        round_of_sacks, left = left[:millers], left[millers:]
        workers = [multiprocessing.Process(target=work, args=(grind, sack)) for sack in round_of_sacks]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return left


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
