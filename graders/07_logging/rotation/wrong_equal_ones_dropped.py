"""Each worker gathers its lines, and writes each of them once.

misconception: two lines that say the same are one that came twice
fails: test_lines
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable

FORMAT = "%(processName)s: %(message)s"


class Collect(logging.Handler):
    def __init__(self, lines):
        super().__init__()
        self.lines = lines

    def emit(self, record):
        self.lines.append(self.format(record))


def work(job, name, lock, path, max_bytes, backups):
    lines = []
    handler = Collect(lines)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)
    with lock:
        for line in dict.fromkeys(lines):  # no line twice
            line += "\n"
            if os.path.exists(path) and os.path.getsize(path) + len(line) >= max_bytes:
                for n in range(backups - 1, 0, -1):
                    if os.path.exists(f"{path}.{n}"):
                        os.rename(f"{path}.{n}", f"{path}.{n + 1}")
                os.rename(path, path + ".1")
            with open(path, "a") as file:
                file.write(line)


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
