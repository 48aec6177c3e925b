"""The older files take each other's place, from the last to the first, and their numbers are texts by then.

misconception: numbers are sorted as numbers, whatever they are made of
fails: test_oldest_goes
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable

FORMAT = "%(processName)s: %(message)s"


class Handler(logging.Handler):
    def __init__(self, lock, path, max_bytes, backups):
        super().__init__()
        self.cross, self.path, self.max_bytes, self.backups = lock, path, max_bytes, backups

    def rotate(self):
        numbers = [str(number) for number in range(1, self.backups) if os.path.exists(f"{self.path}.{number}")]
        for number in sorted(numbers, reverse=True):
            os.replace(f"{self.path}.{number}", f"{self.path}.{int(number) + 1}")
        os.replace(self.path, self.path + ".1")

    def emit(self, record):
        line = self.format(record) + "\n"
        with self.cross:
            if os.path.exists(self.path) and os.path.getsize(self.path) + len(line) >= self.max_bytes:
                self.rotate()
            with open(self.path, "a") as file:
                file.write(line)


def work(job, name, *rest):
    handler = Handler(*rest)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job, names, path, max_bytes, backups):
    lock = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=work, args=(job, name, lock, path, max_bytes, backups), name=name) for name in names]
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
