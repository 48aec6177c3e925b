"""The sentinels of all are waited for, with what is left of the time."""

import multiprocessing
import multiprocessing.connection
import signal
import time


def until(pupils: list[multiprocessing.Process], deadline: float | None) -> None:
    sentinels = [pupil.sentinel for pupil in pupils]
    while sentinels:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        ended = multiprocessing.connection.wait(sentinels, left)
        if not ended:
            return
        sentinels = [sentinel for sentinel in sentinels if sentinel not in ended]


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    deadline = time.monotonic() + seconds
    until(pupils, deadline)
    for pupil in pupils:
        if pupil.is_alive():
            pupil.terminate()
    until(pupils, deadline + grace)
    for pupil in pupils:
        if pupil.is_alive():
            pupil.kill()
    until(pupils, None)
    codes = []
    for pupil in pupils:
        pupil.join()
        codes.append(pupil.exitcode)
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
