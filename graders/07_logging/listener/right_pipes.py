"""A pipe from each worker; records go as dictionaries that were made fit to travel."""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import wait

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


class Sender(logging.Handler):
    def __init__(self, end):
        super().__init__()
        self.end = end

    def emit(self, record):
        text = self.format(record)
        known = dict(record.__dict__, msg=text, args=None, exc_info=None, exc_text=None, stack_info=None)
        known.pop("message", None)
        self.end.send(known)


def work(job, name, end):
    logger = logging.getLogger()
    logger.addHandler(Sender(end))
    logger.setLevel(logging.INFO)
    try:
        job(name)
    finally:
        end.close()


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    ends, workers = [], []
    for name in names:
        mine, its = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=work, args=(job, name, its), name=name)
        worker.start()
        its.close()
        ends.append(mine)
        workers.append(worker)
    handler = make_handler()
    while ends:
        for end in wait(ends):
            try:
                handler.handle(logging.makeLogRecord(end.recv()))
            except EOFError:
                ends.remove(end)
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
