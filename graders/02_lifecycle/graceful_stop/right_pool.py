"""A pool gets all sacks, and each task looks at the flag before it begins."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def prepare(flag, take, task: Callable[[int], object]) -> None:
    global evening, taking, grind_it
    evening, taking, grind_it = flag, take, task
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def do(sack: int) -> bool:
    with taking:
        if evening.value:
            return False
    grind_it(sack)
    return True


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    flag = multiprocessing.RawValue("b", 0)

    def on_sigterm(number, frame) -> None:
        flag.value = 1

    signal.signal(signal.SIGTERM, on_sigterm)
    pool = multiprocessing.Pool(millers, prepare, (flag, multiprocessing.Lock(), grind))
    outcomes = pool.map_async(do, sacks, chunksize=1)
    pool.close()
    pool.join()
    return [sack for sack, was_ground in zip(sacks, outcomes.get(), strict=True) if not was_ground]


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
