"""A RotatingFileHandler in each worker, which opens the log anew when it is another file by now, under one lock."""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from multiprocessing.synchronize import Lock

FORMAT = "%(processName)s: %(message)s"


class SharedHandler(RotatingFileHandler):
    def __init__(self, path: str, max_bytes: int, backups: int, lock: Lock) -> None:
        super().__init__(path, maxBytes=max_bytes, backupCount=backups)
        self.between = lock

    def emit(self, record: logging.LogRecord) -> None:
        with self.between:
            if not os.path.exists(self.baseFilename) or not os.path.samestat(
                os.stat(self.baseFilename), os.fstat(self.stream.fileno())
            ):
                self.stream.close()
                self.stream = self._open()
            super().emit(record)


def work(job: Callable[[str], None], name: str, path: str, max_bytes: int, backups: int, lock: Lock) -> None:
    handler = SharedHandler(path, max_bytes, backups, lock)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    lock = multiprocessing.Lock()
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
