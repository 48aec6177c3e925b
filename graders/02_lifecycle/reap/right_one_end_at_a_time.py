"""One process after the other, asked for by a timeout; each code is kept beside its name."""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    seen: list[tuple[str, int | None]] = []
    running: list[tuple[str, multiprocessing.Process]] = []
    for name, job in jobs.items():
        running.append((name, multiprocessing.Process(target=job)))
        running[-1][1].start()
    while running:
        ready = multiprocessing.connection.wait([process.sentinel for _, process in running], timeout=1)
        if not ready:
            continue
        place = next(place for place, (_, process) in enumerate(running) if process.sentinel == ready[0])
        name, process = running.pop(place)
        process.join()
        seen.append((name, process.exitcode))
        if process.exitcode != 0 and sum(name == other for other, _ in seen) <= restarts:
            again = multiprocessing.Process(target=jobs[name])
            again.start()
            running.append((name, again))
    return {name: [code for other, code in seen if other == name] for name in jobs}


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
