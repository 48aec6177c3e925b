"""A thread hands the records to the root logger, which is given a handler by each run().

misconception: what run() has set up is gone when it returns
fails: test_lines
"""

import logging
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable
from logging.handlers import QueueHandler, RotatingFileHandler
from multiprocessing.queues import Queue

FORMAT = "%(processName)s: %(message)s"


def work(job: Callable[[str], None], name: str, queue: Queue) -> None:
    logger = logging.getLogger()
    logger.handlers[:] = [QueueHandler(queue)]
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue: Queue) -> None:
    for record in iter(queue.get, None):
        logging.getLogger().handle(record)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    handler = RotatingFileHandler(path, maxBytes=max_bytes, backupCount=backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.getLogger().addHandler(handler)
    listener = threading.Thread(target=listen, args=(queue,))
    listener.start()
    for worker in workers:
        worker.join()
    queue.put(None)
    listener.join()


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
