"""misconception: what run() sets up is gone when it has returned
fails: test_records
"""

import logging
import multiprocessing
import sys
import threading
from collections.abc import Callable
from logging.handlers import QueueHandler

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job: Callable[[str], None], name: str, queue) -> None:
    logger = logging.getLogger()
    logger.handlers = [QueueHandler(queue)]
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue):
    for record in iter(queue.get, None):
        logging.getLogger(record.name).handle(record)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    logging.getLogger().addHandler(make_handler())
    listener = threading.Thread(target=listen, args=(queue,))
    listener.start()
    for worker in workers:
        worker.join()
    queue.put(None)
    listener.join()


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
