"""Workers send lines, and a last word each; the main process writes until it has them all."""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from logging.handlers import RotatingFileHandler

FORMAT = "%(processName)s: %(message)s"


class Sender(logging.Handler):
    def __init__(self, send):
        super().__init__()
        self.send = send
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record):
        self.send(self.format(record))


def work(job: Callable[[str], None], name: str, box) -> None:
    logging.getLogger().addHandler(Sender(box.put))
    logging.getLogger().setLevel(logging.INFO)
    try:
        job(name)
    finally:
        box.put(None)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    box = multiprocessing.SimpleQueue()
    workers = [multiprocessing.Process(target=partial(work, job), name=name, args=(name, box)) for name in names]
    for worker in workers:
        worker.start()
    handler = RotatingFileHandler(path, "a", max_bytes, backups, encoding="ascii")
    left = len(workers)
    while left:
        line = box.get()
        if line is None:
            left -= 1
        else:
            handler.handle(logging.makeLogRecord({"msg": line}))
    handler.close()
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
