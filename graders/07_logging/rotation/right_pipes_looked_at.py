"""A pipe for each job; the main process writes, and looks at all of them again and again, with a time limit."""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from multiprocessing import connection

FORMAT = "%(processName)s: %(message)s"


class ToPipe(logging.Handler):
    def __init__(self, line):
        super().__init__()
        self.line = line

    def emit(self, record):
        self.line.send_bytes(self.format(record).encode("ascii"))


def work(job, name, line):
    handler = ToPipe(line)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    book = RotatingFileHandler(path, "a", max_bytes, backups)  # without a formatter: the message as it is
    workers = {}
    for name in names:
        here, there = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=work, args=(job, name, there), name=name)
        worker.start()
        there.close()
        workers[here] = worker
    while workers:
        for line in connection.wait(list(workers), 0.05):
            try:
                text = line.recv_bytes().decode("ascii")
            except EOFError:
                line.close()
                workers.pop(line).join()
            else:
                book.emit(logging.makeLogRecord({"msg": text}))
    book.close()


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
