"""A process for each sack; the main process starts them while there is a place and it is day."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind: Callable[[int], object], sack: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    grind(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    seen = []
    signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    left, at_work = list(sacks), []
    while left and not seen:
        if len(at_work) < millers:
            at_work.append(multiprocessing.Process(target=work, args=(grind, left.pop(0))))
            at_work[-1].start()
        else:
            at_work[0].join(0.05)
        at_work = [process for process in at_work if process.is_alive()]
    for process in at_work:
        process.join()
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
