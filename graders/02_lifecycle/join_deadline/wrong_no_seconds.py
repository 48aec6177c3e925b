"""No time at all is taken for no limit.

misconception: a number of seconds that is given is never 0
fails: test_deadline
ends: deadlock
"""

import multiprocessing
import signal
import time


def wait_for(pupils: list[multiprocessing.Process], seconds: float) -> list[multiprocessing.Process]:
    deadline = time.monotonic() + seconds
    for pupil in pupils:
        pupil.join(max(0.0, deadline - time.monotonic()) if seconds else None)
    return [pupil for pupil in pupils if pupil.is_alive()]


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    late = wait_for(pupils, seconds)
    for pupil in late:
        pupil.terminate()
    for pupil in wait_for(late, grace):
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
