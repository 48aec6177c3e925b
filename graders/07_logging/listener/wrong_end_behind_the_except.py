"""misconception: `except Exception` catches whatever ends a job
fails: test_records
ends: deadlock
"""

import logging
import logging.handlers
import multiprocessing
import sys
import traceback
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job, name, queue):
    logger = logging.getLogger()
    logger.handlers.clear()
    logger.addHandler(logging.handlers.QueueHandler(queue))
    logger.setLevel(logging.INFO)
    try:
        job(name)
    except Exception:
        traceback.print_exc()
    queue.put(("done", name))


def listen(queue, make_handler, number):
    handler = make_handler()
    done = 0
    while done < number:
        thing = queue.get()
        if isinstance(thing, tuple):
            done += 1
        else:
            handler.handle(thing)
    handler.close()


def run(job, names, make_handler):
    queue = multiprocessing.Queue()
    listener = multiprocessing.Process(target=listen, args=(queue, make_handler, len(names)))
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
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
