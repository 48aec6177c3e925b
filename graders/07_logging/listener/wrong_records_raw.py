"""misconception: a record can go through a queue as it is
fails: test_records
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


class Sender(logging.Handler):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue

    def emit(self, record):
        self.queue.put(record)


def work(job: Callable[[str], None], name: str, queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(Sender(queue))
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue, make_handler):
    handler = make_handler()
    for record in iter(queue.get, None):
        handler.handle(record)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    listener = multiprocessing.Process(target=listen, args=(queue, make_handler), name="listener")
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
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
