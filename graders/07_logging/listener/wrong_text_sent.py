"""misconception: a log is lines of text, so text is what is to be sent
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
        self.queue.put(self.format(record))


def work(job: Callable[[str], None], name: str, queue) -> None:
    logger = logging.getLogger()
    handler = Sender(queue)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue, make_handler):
    handler = make_handler()
    for text in iter(queue.get, None):
        handler.handle(logging.LogRecord("root", logging.INFO, "", 0, text, None, None))


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
