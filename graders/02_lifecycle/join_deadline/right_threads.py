"""A thread for each pupil does all the steps for that one."""

import multiprocessing
import signal
import threading
import time


def see_to(pupil: multiprocessing.Process, seconds: float, grace: float) -> None:
    pupil.join(seconds)
    if pupil.exitcode is None:
        pupil.terminate()
        pupil.join(grace)
    if pupil.exitcode is None:
        pupil.kill()
        pupil.join()


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    threads = [threading.Thread(target=see_to, args=(pupil, seconds, grace)) for pupil in pupils]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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
