"""The size is a number that all share. It begins at 0.

misconception: what this program has not written is not in the file
fails: test_full_files
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

FORMAT = "%(processName)s: %(message)s"


class Counting(logging.Handler):
    def __init__(self, size, path, max_bytes, backups):
        super().__init__()
        self.size, self.path, self.max_bytes, self.backups = size, path, max_bytes, backups

    def emit(self, record):
        line = self.format(record) + "\n"
        with self.size.get_lock():
            if self.size.value + len(line) >= self.max_bytes:
                for number in range(self.backups - 1, -1, -1):
                    name = f"{self.path}.{number}" if number else self.path
                    if os.path.exists(name):
                        os.replace(name, f"{self.path}.{number + 1}")
                self.size.value = 0
            with open(self.path, "a") as file:
                file.write(line)
            self.size.value += len(line)


def work(job: Callable[[str], None], name: str, size, path: str, max_bytes: int, backups: int) -> None:
    handler = Counting(size, path, max_bytes, backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    size = multiprocessing.Value("q", 0)
    workers = [
        multiprocessing.Process(target=work, args=(job, name, size, path, max_bytes, backups), name=name) for name in names
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
