"""Waits for two minutes, and then the pool is over.

misconception: at the end of its `with` a pool has done what it was given
fails: test_all_have_ended
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


def call(job: Job) -> None:
    job()


def side_by_side(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    with multiprocessing.Pool(len(jobs)) as pool:
        pool.map_async(call, jobs, chunksize=1).wait(120)
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
