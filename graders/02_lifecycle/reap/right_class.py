"""A class for a job with all its processes; short joins, in turn."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


class Post:
    def __init__(self, name: str, job: Callable[[], object], restarts: int) -> None:
        self.name, self.job, self.left = name, job, restarts
        self.codes: list[int | None] = []
        self.man: multiprocessing.Process | None = None
        self.fill()

    def fill(self) -> None:
        self.man = multiprocessing.Process(target=self.job, name=f"{self.name} {len(self.codes) + 1}")
        self.man.start()

    def look(self) -> None:
        if self.man is None:
            return
        self.man.join(0.01)
        if self.man.is_alive():
            return
        self.codes.append(self.man.exitcode)
        self.man.close()
        self.man = None
        if self.codes[-1] != 0 and self.left > 0:
            self.left -= 1
            self.fill()


def supervise(jobs: dict[str, Callable[[], object]], restarts: int) -> dict[str, list[int | None]]:
    posts = [Post(name, job, restarts) for name, job in jobs.items()]
    while any(post.man for post in posts):
        for post in posts:
            post.look()
    return {post.name: post.codes for post in posts}


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
