"""A pipe for each worker; the main process waits for all of them at once and writes what comes."""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from multiprocessing.connection import Connection, wait

FORMAT = "%(processName)s: %(message)s"


class Sender(logging.Handler):
    def __init__(self, sending: Connection) -> None:
        super().__init__()
        self.sending = sending

    def emit(self, record: logging.LogRecord) -> None:
        self.sending.send((record.levelno, self.format(record)))


def work(job: Callable[[str], None], name: str, sending: Connection) -> None:
    sender = Sender(sending)
    sender.setFormatter(logging.Formatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[sender], force=True)
    job(name)
    sending.send(None)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    workers, open_ends = [], []
    for name in names:
        receiving, sending = multiprocessing.Pipe(duplex=False)
        open_ends.append(receiving)
        workers.append(multiprocessing.Process(target=work, args=(job, name, sending), name=name))
        workers[-1].start()
        sending.close()
    handler = RotatingFileHandler(path, maxBytes=max_bytes, backupCount=backups)
    while open_ends:
        for end in wait(open_ends):
            if (message := end.recv()) is None:
                open_ends.remove(end)
            else:
                level, line = message
                handler.handle(logging.LogRecord("log", level, "", 0, line, (), None))
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
