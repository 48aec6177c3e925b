"""The codes are read when the time is up, and the late ones are stopped after that.

misconception: an exit code that was read is filled in later
fails: test_deadline
"""

import multiprocessing
import signal
import time


def wait_for(pupils: list[multiprocessing.Process], seconds: float) -> list[multiprocessing.Process]:
    """Wait for all of them, so many seconds at most; return those that are left."""
    deadline = time.monotonic() + seconds
    for pupil in pupils:
        pupil.join(max(0.0, deadline - time.monotonic()))
    return [pupil for pupil in pupils if pupil.is_alive()]


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    late = wait_for(pupils, seconds)
    codes = [pupil.exitcode for pupil in pupils]
    for pupil in late:
        pupil.terminate()
    for pupil in wait_for(late, grace):
        pupil.kill()
    for pupil in pupils:
        pupil.join()
    return codes

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
