"""The lock is one of threading, made in each worker.

misconception: the lock that a handler has, or another one of threading, keeps out other processes
fails: test_lines
"""

import logging
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable

FORMAT = "%(processName)s: %(message)s"


class SharedHandler(logging.Handler):
    def __init__(self, path: str, max_bytes: int, backups: int, lock: object) -> None:
        super().__init__()
        self.path, self.max_bytes, self.backups, self.between = path, max_bytes, backups, threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        with self.between:
            if os.path.exists(self.path) and os.path.getsize(self.path) + len(line) >= self.max_bytes:
                self.move_on()
            with open(self.path, "a") as file:
                file.write(line)

    def move_on(self) -> None:
        for number in range(self.backups - 1, 0, -1):
            if os.path.exists(f"{self.path}.{number}"):
                os.replace(f"{self.path}.{number}", f"{self.path}.{number + 1}")
        os.replace(self.path, f"{self.path}.1")


def work(
    job: Callable[[str], None], name: str, path: str, max_bytes: int, backups: int, lock: object
) -> None:
    handler = SharedHandler(path, max_bytes, backups, lock)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    lock = None
    workers = [
        multiprocessing.Process(target=work, args=(job, name, path, max_bytes, backups, lock), name=name)
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
