"""The handler notes it for the main process alone, which polls and sets an event."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def work(grind: Callable[[int], object], sacks, begun, evening):
    deaf()
    while True:
        with begun.get_lock():
            if evening.is_set() or begun.value >= len(sacks):
                break
            number = begun.value
            begun.value = number + 1
        grind(sacks[number])


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    heard = {"evening": False}

    def listen(number, frame):
        heard["evening"] = True

    signal.signal(signal.SIGTERM, listen)
    begun, evening = multiprocessing.Value("i", 0), multiprocessing.Event()
    crew = []
    for _ in range(min(millers, len(sacks))):
        crew.append(multiprocessing.Process(target=work, args=(grind, sacks, begun, evening)))
        crew[-1].start()
    while multiprocessing.active_children():
        if heard["evening"] and not evening.is_set():
            evening.set()
        time.sleep(0.02)
    for miller in crew:
        miller.join()
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
