"""A sign on the door.

Each worker hangs a sign on its door while it works: a file. Then the main process stops the
workers. anna hears SIGTERM. ben wears earplugs, and goes home by himself after three seconds.
Today anna's sign stays on the door, nobody knows how the two ended, and ben is waited for.

    python terminate.py; ls *.sign

Contract
- work(job, sign, ready) hangs out the sign: it makes a file with the path sign. Then it sets the
  event ready, and calls job(). job() may go on for ever, and it may catch any Exception.
- The file is gone when the process of work() has ended, whether job() returned, raised anything, or
  was interrupted by SIGTERM. That may come once, at any time after ready was set, until job() has
  ended. It ends the process at once, without a traceback; with which exit code is free.
- stop(worker, grace) sends SIGTERM once, and gives the process grace seconds to end, 0 or more. If it
  has not ended by then, and no sooner, the process gets SIGKILL.
- worker is a multiprocessing.Process that was started. It may ignore SIGTERM, or do anything but
  start processes. It may also have ended long ago, and may have been joined.
- stop() returns the exit code of the process. When it returns, the process has ended and was
  waited for; and it returns within half a second of that end.
- All this under fork, spawn and forkserver.

Change work() and stop(), and add functions of your own. Try it:   python terminate.py
Grade it:                                                          pytest terminate.py
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event


def work(job: Callable[[], object], sign: str, ready: Event) -> None:
    with open(sign, "w") as file:
        file.write("at work\n")
    try:
        ready.set()
        job()
    finally:
        os.remove(sign)


def stop(worker: multiprocessing.Process, grace: float) -> int | None:
    worker.terminate()
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
