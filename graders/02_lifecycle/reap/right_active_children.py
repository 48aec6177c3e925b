"""active_children() takes note of all that have ended, and is asked fifty times a second."""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    history = {}
    for name, job in jobs.items():
        process = multiprocessing.Process(target=job)
        process.start()
        history[name] = [process]
    watched = set(history)
    while watched:
        here = multiprocessing.active_children()
        for name in sorted(watched):
            latest = history[name][-1]
            if latest in here:
                continue
            latest.join()
            if latest.exitcode == 0 or len(history[name]) == restarts + 1:
                watched.remove(name)
            else:
                history[name].append(multiprocessing.Process(target=jobs[name]))
                history[name][-1].start()
        if watched:
            time.sleep(0.02)
    return {name: [process.exitcode for process in runs] for name, runs in history.items()}


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
