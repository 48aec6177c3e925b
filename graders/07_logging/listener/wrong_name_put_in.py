"""misconception: a process has the name that its records have
fails: test_records
"""

import logging
import logging.handlers
import multiprocessing
import sys
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


class NamedQueueHandler(logging.handlers.QueueHandler):
    def __init__(self, queue, name):
        super().__init__(queue)
        self.worker_name = name

    def prepare(self, record):
        record = super().prepare(record)
        record.processName = self.worker_name
        return record


def work(job, name, queue):
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(NamedQueueHandler(queue, name))
    logger.setLevel(logging.INFO)
    job(name)


def run(job, names, make_handler):
    queue = multiprocessing.Queue()
    listener = logging.handlers.QueueListener(queue, make_handler())
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue)) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    listener.stop()


def share(name: str) -> None:
    for people in (2, 0):
        try:
            logging.info("a share for %d is %d", people, 10 / people)
        except ZeroDivisionError:
            logging.exception("no share for %d", people)


def to_the_terminal() -> logging.Handler:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


def main() -> None:
    run(share, ["anna", "ben"], to_the_terminal)


if __name__ == "__main__":
    main()
