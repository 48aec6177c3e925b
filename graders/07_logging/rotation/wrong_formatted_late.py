"""A record that does not pickle is formatted in its own process, and any other when it comes out of the queue.

misconception: what pickles does not change any more
fails: test_lines
"""

import logging
import multiprocessing
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from multiprocessing.queues import Queue

FORMAT = "%(processName)s: %(message)s"


class Sender(QueueHandler):
    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        try:
            pickle.dumps(record)
        except Exception:
            return super().prepare(record)
        return record


def work(job: Callable[[str], None], name: str, queue: Queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(Sender(queue))
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    handler = RotatingFileHandler(path, maxBytes=max_bytes, backupCount=backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    listener = QueueListener(queue, handler)
    listener.start()
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
