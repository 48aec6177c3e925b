"""misconception: two records that say the same are one that came twice
fails: test_records
"""

import logging
import logging.handlers
import multiprocessing
import sys
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job, name, queue):
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(logging.handlers.QueueHandler(queue))
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue, make_handler):
    handler = make_handler()
    seen = set()
    while True:
        record = queue.get()
        if record is None:
            break
        key = (record.process, record.lineno, record.getMessage())
        if key in seen:
            continue  # each record once
        seen.add(key)
        handler.handle(record)


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
