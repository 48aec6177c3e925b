"""A miller takes its next sack before it grinds the one it has.

misconception: a sack that is taken is a sack that is in work
fails: test_evening
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def take(sacks, begun, evening):
    with begun.get_lock():
        if evening.value or begun.value == len(sacks):
            return None
        begun.value += 1
        return sacks[begun.value - 1]


def work(grind: Callable[[int], object], sacks, begun, evening):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sack = take(sacks, begun, evening)
    while sack is not None:
        following = take(sacks, begun, evening)
        grind(sack)
        sack = following


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    begun = multiprocessing.Value("i", 0)
    evening = multiprocessing.Value("b", False, lock=False)

    def ring(*_):
        evening.value = True

    signal.signal(signal.SIGTERM, ring)
    workers = [multiprocessing.Process(target=work, args=(grind, sacks, begun, evening)) for _ in range(millers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sacks[begun.value :]


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
