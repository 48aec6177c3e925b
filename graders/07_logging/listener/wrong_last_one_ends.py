"""misconception: who counts itself out as the last one has the last word in the queue
fails: test_records
"""

import logging
import logging.handlers
import multiprocessing
import multiprocessing.connection
import sys
import threading
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job, name, queue, counter):
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(logging.handlers.QueueHandler(queue))
    logger.setLevel(logging.INFO)
    try:
        job(name)
    finally:
        with counter.get_lock():
            counter.value -= 1
            if counter.value == 0:
                queue.put(None)  # the last one says the last word


def run(job, names, make_handler):
    queue = multiprocessing.Queue()
    counter = multiprocessing.Value("i", len(names))
    workers = [multiprocessing.Process(target=work, args=(job, name, queue, counter), name=name) for name in names]
    for worker in workers:
        worker.start()
    handler = make_handler()
    while (record := queue.get()) is not None:
        handler.handle(record)
    for worker in workers:
        worker.join()


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
