"""All sacks are handed to a pool, and at evening nobody asks for results any more.

misconception: a pool drops what nobody asks it for
fails: test_evening
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def ignore():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    evening = []
    signal.signal(signal.SIGTERM, lambda *_: evening.append(True))
    ground = []
    pool = multiprocessing.Pool(millers, initializer=ignore)
    results = [(sack, pool.apply_async(grind, (sack,))) for sack in sacks]
    for sack, result in results:
        result.wait()
        ground.append(sack)
        if evening:
            break
    pool.close()
    pool.join()
    return sacks[len(ground) :]


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
