"""Why it works: a QueueHandler sends the record itself, with the process, the line and the text of the
exception as the worker saw them; the QueueListener, a thread of the main process, waits for each
and gives it to the one handler there is. When all workers have been joined, everything is in the
queue, and stop() comes back when the listener has handled it.

Another way: a listener in a process of its own that takes records with get(), and ends at a None
that the main process puts there when all workers have been joined. It hands each record to
handler.handle(): to log it again would make a new one of it, with the listener's own name.
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from logging.handlers import QueueHandler, QueueListener
from multiprocessing.queues import Queue

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job: Callable[[str], None], name: str, queue: Queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(QueueHandler(queue))
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    # Started after the workers, as a thread should be where the start method may be fork.
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
