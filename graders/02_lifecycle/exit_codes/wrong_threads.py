"""The jobs run in threads; the first that ends its process ends them all.

misconception: a thread that calls sys.exit, or crashes, ends as a process would
fails: test_report
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def describe(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    if code > 0:
        return f"error {code}"
    return "ok"


def work_and_note(name: str, work: Callable[..., object], arguments: tuple[Any, ...], codes: dict[str, int]) -> None:
    try:
        work(*arguments)
        codes[name] = 0
    except SystemExit as stop:
        codes[name] = stop.code
    except Exception:
        codes[name] = 1


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    codes = {}
    threads = []
    for name, (work, arguments) in jobs.items():
        threads.append(threading.Thread(target=work_and_note, args=(name, work, arguments, codes)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {name: describe(codes[name]) for name in jobs}


# Four jobs to try it with. Each works for a while; then it ends in its own way.


def count(seconds: float) -> None:
    time.sleep(seconds)


def give_up(seconds: float, code: int) -> None:
    time.sleep(seconds)
    sys.exit(code)


def crash(seconds: float) -> None:
    time.sleep(seconds)
    raise ValueError("this page has no number")


def vanish(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    jobs: dict[str, Job] = {
        "count": (count, (0.2,)),
        "give_up": (give_up, (0.2, 3)),
        "crash": (crash, (0.2,)),
        "vanish": (vanish, (0.2,)),
    }
    for name, ending in run_all(jobs).items():
        print(f"{name}: {ending}")


if __name__ == "__main__":
    main()
