"""Rice and fish, side by side.

The program cooks a dinner twice, and reports how long it took: first one dish after the
other, then side by side. Today side_by_side() too cooks one dish after the other, and
nothing is saved.

Contract
- side_by_side(jobs) calls each of the jobs once, in a child process started with
  multiprocessing or concurrent.futures. jobs is a list of one or more, and may hold a job
  twice: then it is called twice. A job is a function that takes no arguments, returns None,
  raises no exception and does not end its process; it pickles.
- All jobs are at work side by side: none waits for another one's end, however many jobs
  there are and however few cores the machine has. No process does two jobs at a time.
- side_by_side() returns when all jobs have ended, and not before. Its caller may have other
  children, which go on.
- It returns the seconds that passed, as a float: from before the first job began until all
  had ended. Seconds in which a job waits or sleeps count like any others.
- All this under every start method, however long a job takes or a process is held up.

Change side_by_side(), and add functions and classes of your own.
Try it:     python serial_to_parallel.py
Grade it:   pytest serial_to_parallel.py
"""

import time
from collections.abc import Callable

Job = Callable[[], None]


def one_after_another(jobs: list[Job]) -> float:
    begin = time.perf_counter()
    for job in jobs:
        job()
    return time.perf_counter() - begin


def side_by_side(jobs: list[Job]) -> float:
    return one_after_another(jobs)


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
