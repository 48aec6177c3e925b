"""The exit codes are kept by name.

misconception: no two processes have one name
fails: test_deadline
"""

import multiprocessing
import signal
import time


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    def until(deadline):
        for pupil in pupils:
            pupil.join(max(0.0, deadline - time.monotonic()))
        return [pupil for pupil in pupils if pupil.is_alive()]

    end = time.monotonic() + seconds
    for pupil in until(end):
        pupil.terminate()
    for pupil in until(end + grace):
        pupil.kill()
    codes = {}
    for pupil in pupils:
        pupil.join()
        codes[pupil.name] = pupil.exitcode
    return list(codes.values())


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
