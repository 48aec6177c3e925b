"""misconception: a list pickles, whatever is in it
fails: test_records
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from logging.handlers import QueueHandler, QueueListener

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


PLAIN = int, float, str, bytes, list, tuple, dict


class Sender(QueueHandler):
    def prepare(self, record):
        if record.exc_info or not all(isinstance(arg, PLAIN) for arg in record.args):
            return super().prepare(record)
        record.args = tuple(arg.copy() if isinstance(arg, list) else arg for arg in record.args)
        return record


def work(job: Callable[[str], None], name: str, queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(Sender(queue))
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    listener = QueueListener(queue, make_handler())
    listener.start()
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
