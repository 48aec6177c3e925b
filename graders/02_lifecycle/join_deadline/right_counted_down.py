"""What is left of the time is counted down from join to join."""

import multiprocessing
import signal
import time


def share(pupils: list[multiprocessing.Process], allowance: float) -> list[multiprocessing.Process]:
    left = allowance
    for pupil in pupils:
        began = time.perf_counter()
        pupil.join(left if left > 0 else 0)
        left -= time.perf_counter() - began
    return [pupil for pupil in pupils if pupil.exitcode is None]


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    late = share(pupils, seconds)
    for pupil in late:
        pupil.terminate()
    deaf = share(late, grace)
    for pupil in deaf:
        pupil.kill()
    for pupil in deaf:
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
