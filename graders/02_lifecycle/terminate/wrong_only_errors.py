"""The sign is taken down after a return and after an error, and by the handler; a job may also leave by sys.exit().

misconception: except Exception is reached however a function ends, if it does not return
fails: test_sign
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event


def work(job: Callable[[], object], sign: str, ready: Event) -> None:
    def leave(number, frame) -> None:
        os.remove(sign)
        os._exit(0)

    with open(sign, "w") as file:
        file.write("at work\n")
    signal.signal(signal.SIGTERM, leave)
    ready.set()
    try:
        job()
    except Exception:
        os.remove(sign)
        raise
    os.remove(sign)


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
