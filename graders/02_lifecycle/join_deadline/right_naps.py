"""A loop looks at all, with a nap between two looks."""

import multiprocessing
import signal
import time


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    began = time.monotonic()
    asked, killed = [], []
    while any(pupil.exitcode is None for pupil in pupils):
        passed = time.monotonic() - began
        for pupil in pupils:
            if passed >= seconds and pupil.is_alive() and pupil not in asked:
                pupil.terminate()
                asked.append(pupil)
            if passed >= seconds + grace and pupil.is_alive() and pupil not in killed:
                pupil.kill()
                killed.append(pupil)
        time.sleep(0.01)
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
