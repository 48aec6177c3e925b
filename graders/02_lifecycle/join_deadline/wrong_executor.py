"""A thread of an executor waits for each pupil.

misconception: an executor has as many threads as it is given tasks
fails: test_deadline
"""

import multiprocessing
import signal
import time
from concurrent.futures import ThreadPoolExecutor


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    began = time.monotonic()

    def collect_one(pupil):
        pupil.join(max(0.0, began + seconds - time.monotonic()))
        if pupil.is_alive():
            pupil.terminate()
            pupil.join(max(0.0, began + seconds + grace - time.monotonic()))
        if pupil.is_alive():
            pupil.kill()
            pupil.join()
        return pupil.exitcode

    with ThreadPoolExecutor() as teachers:
        return list(teachers.map(collect_one, pupils))


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
