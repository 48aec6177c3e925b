"""The lock is made at the top of the file; a RotatingFileHandler for one record, opened and closed under it.

misconception: what stands at the top of the file is one for all processes
fails: test_lines
under: spawn, forkserver
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

LOCK = multiprocessing.Lock()

FORMAT = "%(processName)s: %(message)s"


class SharedHandler(logging.Handler):
    def __init__(self, path: str, max_bytes: int, backups: int) -> None:
        super().__init__()
        self.facts = (path, "a", max_bytes, backups)

    def emit(self, record: logging.LogRecord) -> None:
        with LOCK:
            handler = RotatingFileHandler(*self.facts)
            handler.setFormatter(self.formatter)
            handler.emit(record)
            handler.close()


def work(job: Callable[[str], None], name: str, path: str, max_bytes: int, backups: int) -> None:
    handler = SharedHandler(path, max_bytes, backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    workers = [
        multiprocessing.Process(target=work, args=(job, name, path, max_bytes, backups), name=name)
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
