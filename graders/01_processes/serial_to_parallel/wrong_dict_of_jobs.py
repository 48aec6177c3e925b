"""Keeps each process in a dict, by its job.

misconception: no two things in a list are equal
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
    processes = {job: multiprocessing.Process(target=job) for job in jobs}
    for process in processes.values():
        process.start()
    for process in processes.values():
        process.join()
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
