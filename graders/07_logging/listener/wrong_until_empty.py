"""misconception: once the end has been announced, nothing is left in the queue
fails: test_records
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from logging.handlers import QueueHandler
from queue import Empty

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job: Callable[[str], None], name: str, queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(QueueHandler(queue))
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue, make_handler, all_is_said):
    handler = make_handler()
    while not all_is_said.is_set():
        try:
            handler.handle(queue.get(timeout=0.05))
        except Empty:
            pass


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    all_is_said = multiprocessing.Event()
    listener = multiprocessing.Process(target=listen, args=(queue, make_handler, all_is_said))
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    all_is_said.set()
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
