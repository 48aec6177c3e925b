"""A thread of its own in the main process, and workers of a class."""

import logging
import multiprocessing
import sys
import threading
from collections.abc import Callable
from logging.handlers import QueueHandler

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


class Worker(multiprocessing.Process):
    def __init__(self, job, name, queue):
        super().__init__(name=name)
        self.job, self.queue = job, queue

    def run(self):
        root = logging.getLogger()
        root.addHandler(QueueHandler(self.queue))
        root.setLevel(logging.INFO)
        self.job(self.name)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()

    def listen():
        handler = make_handler()
        while (record := queue.get()) is not None:
            handler.handle(record)

    workers = [Worker(job, name, queue) for name in names]
    for worker in workers:
        worker.start()
    thread = threading.Thread(target=listen)
    thread.start()
    for worker in workers:
        worker.join()
    queue.put(None)
    thread.join()


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
