"""Why it works: start() returns at once, while the job goes on in a process of its own. So
all jobs are at work before the first join, and while the main process waits for one, the
others go on as well. One loop for the starts and one for the joins: a join in the first loop
would let no second job begin before the first had ended. The order of the joins is free, for
one that has ended is joined at once.

The clock is read before the first start and after the last join. What lies between is as long
as the longest job, and not the sum of all.

Another way: concurrent.futures.ProcessPoolExecutor with as many workers as there are jobs, and
submit() for each. Its `with` waits for all of them.
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
    processes = [multiprocessing.Process(target=job) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
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
