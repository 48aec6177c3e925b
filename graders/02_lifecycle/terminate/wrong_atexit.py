"""The sign is taken down at exit.

misconception: what is registered for the end of a process is done however it ends
fails: test_sign
"""

import atexit
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing import util
from multiprocessing.synchronize import Event


def work(job: Callable[[], object], sign: str, ready: Event) -> None:
    with open(sign, "w") as file:
        file.write("at work\n")
    atexit.register(os.remove, sign)
    util.Finalize(None, os.remove, args=(sign,), exitpriority=1)
    ready.set()
    job()


def stop(worker: multiprocessing.Process, grace: float) -> int | None:
    worker.terminate()
    worker.join(grace)
    if worker.is_alive():
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
