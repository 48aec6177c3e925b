"""Whoever still writes a second and a half after SIGTERM is asked again.

misconception: who hears SIGTERM and goes on has forgotten it
fails: test_deadline
"""

import multiprocessing
import signal
import time


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    deadline = time.monotonic() + seconds
    for pupil in pupils:
        pupil.join(max(0.0, deadline - time.monotonic()))
    end = time.monotonic() + grace
    for pupil in pupils:
        pupil.terminate()
    reminder = time.monotonic() + 1.5
    while time.monotonic() < end and any(pupil.is_alive() for pupil in pupils):
        if time.monotonic() > reminder:
            reminder = end
            for pupil in pupils:
                pupil.terminate()
        time.sleep(0.01)
    for pupil in pupils:
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
