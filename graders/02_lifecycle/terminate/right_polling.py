"""stop() looks again and again, until the time is up; the worker is a class with a sign of its own."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event


class Left(BaseException):
    """No Exception, so no job catches it."""


class Sign:
    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        signal.signal(signal.SIGTERM, self.leave)
        open(self.path, "x").close()

    def leave(self, number, frame) -> None:
        raise Left

    def __exit__(self, kind, error, traceback) -> bool:
        os.remove(self.path)
        return kind is Left


def work(job: Callable[[], object], sign: str, ready: Event) -> None:
    with Sign(sign):
        ready.set()
        job()


def stop(worker: multiprocessing.Process, grace: float) -> int | None:
    if worker.is_alive():
        worker.terminate()
    until = time.monotonic() + grace
    while worker.exitcode is None:
        if time.monotonic() >= until:
            worker.kill()
        time.sleep(0.02)
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
