"""A loop looks at each exitcode, with a nap between two rounds."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    codes: dict[str, list[int | None]] = {}
    running: dict[str, multiprocessing.Process] = {}
    wanted = list(jobs)
    while wanted or running:
        for name in wanted:
            codes.setdefault(name, [])
            running[name] = multiprocessing.Process(target=jobs[name], name=name)
            running[name].start()
        time.sleep(0.02)
        wanted = []
        for name in list(running):
            code = running[name].exitcode
            if code is None:
                continue
            codes[name].append(code)
            del running[name]
            if code and len(codes[name]) < restarts + 1:
                wanted.append(name)
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
