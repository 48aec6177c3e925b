"""Signals to the pids of all; where nobody has that number there is nothing to do.

misconception: a pid that was waited for is nobody's
fails: test_deadline
"""

import contextlib
import multiprocessing
import os
import signal
import time


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    for allowance, number in ((seconds, signal.SIGTERM), (grace, signal.SIGKILL)):
        deadline = time.monotonic() + allowance
        for pupil in pupils:
            pupil.join(max(0.0, deadline - time.monotonic()))
        for pupil in pupils:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pupil.pid, number)
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
