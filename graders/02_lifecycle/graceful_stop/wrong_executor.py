"""All sacks are given to an executor, and those that it has not begun are cancelled.

misconception: cancelling takes back all that no worker has begun
fails: test_evening
"""

import concurrent.futures
import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def keep_on() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    evening = []
    signal.signal(signal.SIGTERM, lambda number, frame: evening.append(number))
    with concurrent.futures.ProcessPoolExecutor(millers, initializer=keep_on) as executor:
        futures = [executor.submit(grind, sack) for sack in sacks]
        while not evening and not all(future.done() for future in futures):
            time.sleep(0.1)
        executor.shutdown(wait=True, cancel_futures=True)
    return [sack for sack, future in zip(sacks, futures, strict=True) if future.cancelled()]


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
