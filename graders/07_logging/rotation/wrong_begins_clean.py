"""The older files are removed before the workers are started.

misconception: older files are of another run, so they are of no use
fails: test_lines
"""

import glob
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


def run(job, names, path, max_bytes, backups):
    for old in glob.glob(path + ".*"):
        os.remove(old)
    queue = multiprocessing.Queue()
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=max_bytes, backupCount=backups)
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
