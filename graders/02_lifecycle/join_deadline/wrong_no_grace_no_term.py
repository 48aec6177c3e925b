"""SIGTERM where there is a grace, else SIGKILL alone.

misconception: who has no grace need not be asked
fails: test_deadline
"""

import multiprocessing
import signal
import time


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    deadline = time.monotonic() + seconds
    for pupil in pupils:
        pupil.join(max(0.0, deadline - time.monotonic()))
    late = [pupil for pupil in pupils if pupil.is_alive()]
    if grace > 0:
        for pupil in late:
            pupil.terminate()
        deadline = time.monotonic() + grace
        for pupil in late:
            pupil.join(max(0.0, deadline - time.monotonic()))
    for pupil in late:
        pupil.kill()
    for pupil in pupils:
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
