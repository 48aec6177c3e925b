"""misconception: what the main process has set up holds for the main process alone
fails: test_records
under: fork
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from logging.handlers import QueueHandler, QueueListener

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job: Callable[[str], None], name: str, queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(QueueHandler(queue))
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    handler = make_handler()
    logging.getLogger().addHandler(handler)
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    listener = QueueListener(queue, handler)
    listener.start()
    for worker in workers:
        worker.join()
    listener.stop()
    logging.getLogger().removeHandler(handler)


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
