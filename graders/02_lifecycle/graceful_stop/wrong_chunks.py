"""A pool maps a task that looks at the flag, and hands out the sacks as it likes.

misconception: map() hands a worker one piece of work at a time
fails: test_no_evening
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def begin(flag) -> None:
    global evening
    evening = flag
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def work(grind: Callable[[int], object], sack: int) -> bool:
    if evening.value:
        return False
    grind(sack)
    return True


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    flag = multiprocessing.Value("b", False, lock=False)

    def on_sigterm(number, frame) -> None:
        flag.value = True

    signal.signal(signal.SIGTERM, on_sigterm)
    with multiprocessing.Pool(millers, begin, (flag,)) as pool:
        ground = pool.map(functools.partial(work, grind), sacks)
        pool.close()
        pool.join()
    return [sack for sack, done in zip(sacks, ground, strict=True) if not done]


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
