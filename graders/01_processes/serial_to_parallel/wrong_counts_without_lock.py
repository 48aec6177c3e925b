"""Each child counts itself up, without a lock, and the caller waits for the number.

misconception: one more is one step
fails: test_each_in_a_child
ends: undecided
"""

import multiprocessing
import time
from collections.abc import Callable

Job = Callable[[], None]


def one_after_another(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    for job in jobs:
        job()
    return time.perf_counter() - begin


def cook_one(job, done):
    job()
    done.value = done.value + 1


def side_by_side(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    done = multiprocessing.Value("i", 0)
    for job in jobs:
        multiprocessing.Process(target=cook_one, args=(job, done)).start()
    while done.value < len(jobs):
        time.sleep(0.01)
    return time.perf_counter() - begin


def boil_rice() -> None:
    time.sleep(1)
    print("the rice is done")


def bake_fish() -> None:
    time.sleep(0.6)
    print("the fish is done")


def main() -> None:
    serial = one_after_another([boil_rice, bake_fish])
    print(f"one after another: {serial:.1f} s")
    parallel = side_by_side([boil_rice, bake_fish])
    print(f"side by side: {parallel:.1f} s, {serial - parallel:.1f} s saved")


if __name__ == "__main__":
    main()
