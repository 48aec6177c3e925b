"""A process of its own sees to each job: it starts, joins and starts again, and sends the codes."""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable


def see_to(job, restarts: int, end) -> None:
    codes: list[int | None] = []
    while not codes or (codes[-1] != 0 and len(codes) <= restarts):
        process = multiprocessing.Process(target=job)
        process.start()
        process.join()
        codes.append(process.exitcode)
    end.send(codes)


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    helpers = {}
    for name, job in jobs.items():
        here, there = multiprocessing.Pipe(duplex=False)
        helper = multiprocessing.Process(target=see_to, args=(job, restarts, there))
        helper.start()
        there.close()
        helpers[here] = name, helper
    codes: dict[str, list[int | None]] = {name: [] for name in jobs}
    while helpers:
        for end in multiprocessing.connection.wait(list(helpers)):
            name, helper = helpers.pop(end)
            codes[name] = end.recv()
            helper.join()
    return codes


def watch(hours: float) -> None:
    time.sleep(hours)


def stumble(starts) -> None:
    starts.value += 1
    print(f"stumbles: start {starts.value}")
    time.sleep(0.1)
    if starts.value == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if starts.value == 2:
        sys.exit(3)


def main() -> None:
    starts = multiprocessing.Value("i", 0)
    jobs: dict[str, Callable[[], object]] = {
        "watches": functools.partial(watch, 0.8),
        "stumbles": functools.partial(stumble, starts),
        "sleeps": functools.partial(sys.exit, 1),
    }
    for name, codes in supervise(jobs, restarts=3).items():
        print(f"{name}: {codes}")


if __name__ == "__main__":
    main()
