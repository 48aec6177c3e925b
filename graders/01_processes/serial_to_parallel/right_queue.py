"""Each child says on a queue that its job has ended; the last who says so stops the clock."""

import multiprocessing
import time
from collections.abc import Callable

Job = Callable[[], None]


def one_after_another(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    for job in jobs:
        job()
    return time.perf_counter() - begin


def do_and_say(job: Job, ended: "multiprocessing.Queue[float]") -> None:
    job()
    ended.put(time.time())


def side_by_side(jobs: list[Job]) -> float:
    ended: multiprocessing.Queue[float] = multiprocessing.Queue()
    begin = time.time()
    for job in jobs:
        multiprocessing.Process(target=do_and_say, args=(job, ended)).start()
    for _ in jobs:
        ended.get()
    return time.time() - begin


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
