"""The queue has fifty places, and a QueueHandler puts its records in.

misconception: who finds a queue full waits until there is a place
fails: test_lines
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from multiprocessing.queues import Queue

FORMAT = "%(processName)s: %(message)s"


def work(job: Callable[[str], None], name: str, queue: Queue) -> None:
    logger = logging.getLogger()
    logger.handlers[:] = [QueueHandler(queue)]
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    queue = multiprocessing.Queue(50)
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
