"""A Process subclass, waited for by the sentinels, whichever ends first."""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import wait

Job = Callable[[], None]


def one_after_another(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    for job in jobs:
        job()
    return time.perf_counter() - begin


class Cook(multiprocessing.Process):
    def __init__(self, job: Job) -> None:
        super().__init__(daemon=True)
        self.job = job

    def run(self) -> None:
        self.job()


def side_by_side(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    at_work = []
    for job in jobs:
        at_work.append(Cook(job))
        at_work[-1].start()
    while at_work:
        ready = wait([cook.sentinel for cook in at_work])
        at_work = [cook for cook in at_work if cook.sentinel not in ready]
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
