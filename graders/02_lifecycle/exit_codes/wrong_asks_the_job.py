"""Each job tells what it passed to sys.exit; the system keeps 8 bits of it, and of a text nothing.

misconception: the exit code is whatever the job passed to sys.exit
fails: test_what_arrives
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


def describe(code: Any) -> str:
    if code in (0, None):
        return "ok"
    if isinstance(code, int) and code < 0:
        return f"killed by {signal.Signals(-code).name}" if -code in set(signal.Signals) else f"error {code}"
    return f"error {code}"


def work_and_tell(work: Callable[..., object], arguments: tuple[Any, ...], writer: Any) -> None:
    try:
        work(*arguments)
    except SystemExit as stop:
        writer.send(stop.code)
        raise


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    processes = {}
    readers = {}
    for name, (work, arguments) in jobs.items():
        readers[name], writer = multiprocessing.Pipe(duplex=False)
        processes[name] = multiprocessing.Process(target=work_and_tell, args=(work, arguments, writer), name=name)
        processes[name].start()
        writer.close()
    report = {}
    for name, process in processes.items():
        process.join()
        try:
            report[name] = describe(readers[name].recv())
        except EOFError:
            report[name] = describe(process.exitcode)
    return report


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
