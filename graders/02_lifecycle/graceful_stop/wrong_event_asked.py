"""The main process asks, fifty times a second, for the event that its handler sets.

misconception: who only asks for an event holds nothing that its set() needs
fails: test_evening
ends: deadlock
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
            if evening.is_set() or begun.value == len(sacks):
                return
            sack = sacks[begun.value]
            begun.value += 1
        grind(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    begun = multiprocessing.Value("i", 0)  # so many sacks, from the first on
    evening = multiprocessing.Event()

    def on_sigterm(number, frame) -> None:
        evening.set()

    signal.signal(signal.SIGTERM, on_sigterm)
    workers = [multiprocessing.Process(target=work, args=(grind, sacks, begun, evening)) for _ in range(millers)]
    for worker in workers:
        worker.start()
    while not evening.is_set() and any(worker.is_alive() for worker in workers):
        time.sleep(0.02)
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
