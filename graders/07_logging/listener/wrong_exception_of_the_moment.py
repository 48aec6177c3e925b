"""misconception: a record's exception is the one that is being handled
fails: test_records
"""

import logging
import multiprocessing
import sys
import traceback
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


class Sender(logging.Handler):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue

    def emit(self, record):
        data = {
            "name": record.name,
            "levelno": record.levelno,
            "levelname": record.levelname,
            "process": record.process,
            "processName": record.processName,
            "lineno": record.lineno,
            "pathname": record.pathname,
            "filename": record.filename,
            "funcName": record.funcName,
            "msg": record.getMessage(),
            "args": (),
            "created": record.created,
            "msecs": record.msecs,
        }
        if record.exc_info:
            data["exc_text"] = traceback.format_exc().rstrip()
        self.queue.put(data)


def work(job, name, queue):
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(Sender(queue))
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue, make_handler):
    handler = make_handler()
    while (data := queue.get()) is not None:
        handler.handle(logging.makeLogRecord(data))


def run(job, names, make_handler):
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
