"""A Process subclass that runs its job and describes itself."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Job = tuple[Callable[..., object], tuple[Any, ...]]


class Worker(multiprocessing.Process):
    def __init__(self, work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
        super().__init__()
        self.work = work
        self.arguments = arguments

    def run(self) -> None:
        self.work(*self.arguments)

    @property
    def ending(self) -> str:
        self.join()
        match self.exitcode:
            case 0:
                return "ok"
            case code if code > 0:
                return f"error {code}"
            case code:
                return f"killed by {signal.Signals(-code).name}"


def run_all(jobs: dict[str, Job]) -> dict[str, str]:
    workers = [(name, Worker(work, arguments)) for name, (work, arguments) in jobs.items()]
    for _, worker in workers:
        worker.start()
    return {name: worker.ending for name, worker in workers}


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
