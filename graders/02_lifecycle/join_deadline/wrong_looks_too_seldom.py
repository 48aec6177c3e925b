"""A look at the pupils every 0.4 seconds, and one when the time is over.

misconception: an end is noticed when it comes, however seldom somebody looks
fails: test_no_longer
"""

import multiprocessing
import signal
import time


def wait_for(pupils: list[multiprocessing.Process], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(pupil.is_alive() for pupil in pupils) and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(0.4, left))


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    wait_for(pupils, seconds)
    for pupil in pupils:
        pupil.terminate()
    wait_for(pupils, grace)
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
