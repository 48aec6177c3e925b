"""The codes come in the order in which the pupils end.

misconception: processes end in the order in which they were started
fails: test_deadline
"""

import multiprocessing
import signal
import time
from multiprocessing.connection import wait


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    codes, writing = [], list(pupils)
    moments = [(seconds, multiprocessing.Process.terminate), (grace, multiprocessing.Process.kill), (None, None)]
    for length, then in moments:
        deadline = None if length is None else time.monotonic() + length
        while writing:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            ended = wait([pupil.sentinel for pupil in writing], left)
            for pupil in [pupil for pupil in writing if pupil.sentinel in ended]:
                pupil.join()
                codes.append(pupil.exitcode)
                writing.remove(pupil)
            if not ended:
                break
        for pupil in writing:
            if then is not None:
                then(pupil)
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
