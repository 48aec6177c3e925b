"""A job that is alone is called.

misconception: one job alone needs no process of its own
fails: test_each_in_a_child
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


def side_by_side(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    if len(jobs) == 1:
        jobs[0]()
        return time.perf_counter() - begin
    cooks = [multiprocessing.Process(target=job) for job in jobs]
    for cook in cooks:
        cook.start()
    for cook in cooks:
        cook.join()
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
