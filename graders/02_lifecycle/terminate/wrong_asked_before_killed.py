"""SIGTERM once more at the end of the grace, before SIGKILL.

misconception: SIGKILL is to come right behind a SIGTERM
fails: test_stop
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event


def leave(number, frame) -> None:
    sys.exit(0)


def work(job: Callable[[], object], sign: str, ready: Event) -> None:
    signal.signal(signal.SIGTERM, leave)
    with open(sign, "w") as file:
        file.write("at work\n")
    try:
        ready.set()
        job()
    finally:
        os.remove(sign)


def stop(worker: multiprocessing.Process, grace: float) -> int | None:
    worker.terminate()
    worker.join(grace)
    if worker.is_alive():
        worker.terminate()
        worker.kill()
    worker.join()
    return worker.exitcode


def write_letters() -> None:
    while True:
        time.sleep(0.1)


def wear_earplugs() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(3)


def main() -> None:
    for name, job, grace in (("anna", write_letters, 2.0), ("ben", wear_earplugs, 0.3)):
        ready = multiprocessing.Event()
        worker = multiprocessing.Process(target=work, args=(job, f"{name}.sign", ready))
        worker.start()
        ready.wait()
        time.sleep(0.1)  # let it work for a while
        print(f"{name}: {stop(worker, grace)}")


if __name__ == "__main__":
    main()
