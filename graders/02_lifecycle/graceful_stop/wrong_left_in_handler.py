"""The handler says that it is evening, and then notes what is left.

misconception: once it is known that it is evening, what is left stays as it is
fails: test_however_long
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind: Callable[[int], object], sacks: list[int], begun, evening) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        with begun.get_lock():
            if evening.value or begun.value == len(sacks):
                return
            sack = sacks[begun.value]
            begun.value += 1
        grind(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    begun = multiprocessing.Value("i", 0)  # so many sacks, from the first on
    left: list[int] = []
    evening = multiprocessing.Value("b", False, lock=False)

    def on_sigterm(number, frame) -> None:
        evening.value = True
        left.extend(sacks[begun.get_obj().value :])

    signal.signal(signal.SIGTERM, on_sigterm)
    workers = [multiprocessing.Process(target=work, args=(grind, sacks, begun, evening)) for _ in range(millers)]
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
