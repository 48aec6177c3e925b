"""misconception: a global that is set before start() is there in the child
under: spawn, forkserver
fails: test_records
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from logging.handlers import QueueHandler

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"
to_do = None


def work(name: str, queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(QueueHandler(queue))
    logger.setLevel(logging.INFO)
    to_do(name)


def listen(queue, make_handler):
    handler = make_handler()
    while True:
        handler.handle(queue.get())
        queue.task_done()


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    global to_do
    to_do = job
    queue = multiprocessing.JoinableQueue()
    listener = multiprocessing.Process(target=listen, args=(queue, make_handler), daemon=True)
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    queue.join()
    listener.terminate()
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
