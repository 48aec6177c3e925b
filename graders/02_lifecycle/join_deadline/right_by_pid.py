"""The signals go to the pids of those who have not ended, and the last join of a killed one comes at once."""

import multiprocessing
import os
import signal
import time


def remaining(pupils: list[multiprocessing.Process], deadline: float) -> list[multiprocessing.Process]:
    while (left := deadline - time.time()) > 0 and (alive := [pupil for pupil in pupils if pupil.is_alive()]):
        alive[0].join(min(left, 0.2))
    return [pupil for pupil in pupils if pupil.is_alive()]


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    began = time.time()
    for pupil in remaining(pupils, began + seconds):
        os.kill(pupil.pid, signal.SIGTERM)
    for pupil in remaining(pupils, began + seconds + grace):
        os.kill(pupil.pid, signal.SIGKILL)
        pupil.join()
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
