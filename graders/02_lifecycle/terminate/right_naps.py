"""The grace is a row of naps; the handler is set before anything else, and leaves by an error that nobody catches."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event


def work(job: Callable[[], object], sign: str, ready: Event) -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: exit_quietly())
    descriptor = os.open(sign, os.O_CREAT | os.O_WRONLY)
    os.close(descriptor)
    try:
        ready.set()
        job()
    except SystemExit:
        print("stopped")
    finally:
        os.unlink(sign)


def exit_quietly() -> None:
    raise SystemExit(7)


def stop(worker: multiprocessing.Process, grace: float) -> int | None:
    if not worker.is_alive():
        return worker.exitcode
    os.kill(worker.pid, signal.SIGTERM)
    for _ in range(round(grace / 0.1)):
        worker.join(0.1)
        if not worker.is_alive():
            return worker.exitcode
    os.kill(worker.pid, signal.SIGKILL)
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
