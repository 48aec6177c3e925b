"""SIGKILL by os.kill(), and the exit codes are read at once.

misconception: exitcode asks the system, so no join is needed after a signal
fails: test_held_up
"""

import multiprocessing
import os
import signal
import time


def late_of(pupils: list[multiprocessing.Process], deadline: float) -> list[multiprocessing.Process]:
    for pupil in pupils:
        pupil.join(max(0.0, deadline - time.monotonic()))
    return [pupil for pupil in pupils if pupil.is_alive()]


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    began = time.monotonic()
    late = late_of(pupils, began + seconds)
    for pupil in late:
        pupil.terminate()
    for pupil in late_of(late, began + seconds + grace):
        os.kill(pupil.pid, signal.SIGKILL)
    return [pupil.exitcode for pupil in pupils]


def write(seconds: float) -> None:
    time.sleep(seconds)


def write_with_earplugs(seconds: float) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(seconds)


def main() -> None:
    exam = {"anna": (write, 0.2), "ben": (write, 5.0), "cleo": (write_with_earplugs, 5.0)}
    pupils = []
    for name, (work, seconds) in exam.items():
        pupils.append(multiprocessing.Process(target=work, args=(seconds,), name=name))
        pupils[-1].start()
    began = time.monotonic()
    codes = collect(pupils, seconds=0.8, grace=0.3)
    print(f"all sheets are in after {time.monotonic() - began:.1f} seconds")
    for pupil, code in zip(pupils, codes, strict=True):
        print(f"{pupil.name}: {code}")


if __name__ == "__main__":
    main()
