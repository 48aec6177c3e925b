"""Every older file moves on, and then the one too many is removed.

misconception: what goes at once was never there
fails: test_oldest_goes
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from multiprocessing.synchronize import Lock

FORMAT = "%(processName)s: %(message)s"


class Sharing(logging.Handler):
    def __init__(self, lock: Lock, path: str, max_bytes: int, backups: int) -> None:
        super().__init__()
        self.one_at_a_time = lock
        self.path = path
        self.max_bytes = max_bytes
        self.backups = backups

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        with self.one_at_a_time:
            size = os.path.getsize(self.path) if os.path.exists(self.path) else 0
            if size and size + len(line) >= self.max_bytes:
                self.begin_anew()
            with open(self.path, "a") as file:
                file.write(line)

    def begin_anew(self) -> None:
        for number in range(self.backups, -1, -1):
            old = f"{self.path}.{number}" if number else self.path
            if os.path.exists(old):
                os.rename(old, f"{self.path}.{number + 1}")
        if os.path.exists(f"{self.path}.{self.backups + 1}"):
            os.remove(f"{self.path}.{self.backups + 1}")


def work(
    job: Callable[[str], None], name: str, lock: Lock, path: str, max_bytes: int, backups: int
) -> None:
    handler = Sharing(lock, path, max_bytes, backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=work, args=(job, name, lock, path, max_bytes, backups), name=name)
        for name in names
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def count_birds(name: str) -> None:
    for hour in range(6, 14):
        time.sleep(0.01)  # somebody looks out of the window
        logging.info("%d o'clock, %d birds", hour, hour * len(name))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        run(count_birds, ["anna", "ben", "cleo"], path, 200, 20)
        for number in range(20, -1, -1):
            name = f"{path}.{number}" if number else path
            if os.path.exists(name):
                with open(name) as file:
                    lines = file.read().splitlines()
                print(f"{os.path.basename(name)}: {os.path.getsize(name)} bytes, {len(lines)} lines")


if __name__ == "__main__":
    main()
