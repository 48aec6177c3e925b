"""Each child measures its job, and the longest counts.

misconception: side by side, the time of the whole is the time of its longest part
fails: test_seconds
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


def timed(job: Job, seconds) -> None:
    begin = time.perf_counter()
    job()
    seconds.put(time.perf_counter() - begin)


def side_by_side(jobs: list[Job]) -> float:
    seconds = multiprocessing.SimpleQueue()
    processes = [multiprocessing.Process(target=timed, args=(job, seconds)) for job in jobs]
    for process in processes:
        process.start()
    longest = max(seconds.get() for _ in processes)
    for process in processes:
        process.join()
    return longest


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
