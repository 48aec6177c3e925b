"""Why it works: SIGTERM ends a Python process on the spot, and no finally is reached. A handler
changes that: it is called in the middle of whatever the worker does, and sys.exit() raises
SystemExit there. That goes up like an error, through every finally, and is no Exception that a
job would catch. The handler is in place before the sign hangs out.

terminate() only sends the signal. join(grace) waits for the end, grace seconds at most, and
returns None either way; whether the process has ended says is_alive(). A SIGKILL can't be
handled, so after it a join without a limit ends, and then there is an exit code.

Another way: a handler that takes down the sign, sets the signal's old action again and sends
SIGTERM once more to its own process; then the exit code is -15. And in stop(),
multiprocessing.connection.wait([worker.sentinel], grace) says itself whether the process ended.
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
