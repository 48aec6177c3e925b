"""The size of a line is that of its text.

misconception: what is not to be seen takes no room
fails: test_full_files
"""

import logging
import logging.handlers
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable

FORMAT = "%(processName)s: %(message)s"


def work(job, name, queue):
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(logging.handlers.QueueHandler(queue))
    logger.setLevel(logging.INFO)
    job(name)


class Handler(logging.Handler):
    def __init__(self, path, max_bytes, backups):
        super().__init__()
        self.path, self.max_bytes, self.backups = path, max_bytes, backups

    def emit(self, record):
        text = self.format(record)
        size = os.path.getsize(self.path) if os.path.exists(self.path) else 0
        if size + len(text) > self.max_bytes:  # the newline is forgotten
            for n in range(self.backups - 1, 0, -1):
                if os.path.exists(f"{self.path}.{n}"):
                    os.rename(f"{self.path}.{n}", f"{self.path}.{n + 1}")
            os.rename(self.path, self.path + ".1")
        with open(self.path, "a") as file:
            file.write(text + "\n")


def run(job, names, path, max_bytes, backups):
    queue = multiprocessing.Queue()
    handler = Handler(path, max_bytes, backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    listener = logging.handlers.QueueListener(queue, handler)
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    listener.stop()
    handler.close()


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
