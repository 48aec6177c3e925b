"""One log for all processes.

Each worker logs, and one process is to write the log. Today a listener writes it, but what it
writes is not what the workers have logged: who it was, where, and what went wrong is lost. It
keeps a processor busy when there is nothing to write, nobody can tell it that all is said, and
what it has not written by the end it never will.

Contract
- run(job, names, make_handler) calls job(name) once for each name, in a child process of its
  own, started with multiprocessing, whose name it is. The jobs go on side by side: none waits
  for another one's end.
- A job logs with the logging module, by any logger that it likes. Each record of level INFO or
  above is handled once, and those of one process in the order in which it logged them.
- Only one process writes: make_handler() is called once, there, and the handler that it gives
  handles all records. A handler does not pickle, make_handler does.
- What the handler formats is what the job has logged: its process and processName, its lineno,
  the logger's name, the level, the message, and in the text the traceback of an exception.
- The arguments of a record need not pickle, and a message may be very long.
- A job may end with an exception, that of sys.exit() too. What it has logged by then is handled,
  and run() returns as ever.
- When run() returns, every record has been handled, and every process has ended.
- Who waits for a record waits in a call, or looks after a pause of 0.01 seconds or more; it does
  not look again and again.
- All this under fork, spawn and forkserver.

Change Sender, work(), listen() and run(), and add functions and classes of your own.
Try it:     python listener.py
Grade it:   pytest listener.py
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.queues import Queue

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


class Sender(logging.Handler):
    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self.queue = queue

    def emit(self, record: logging.LogRecord) -> None:
        self.queue.put(record.getMessage())


def work(job: Callable[[str], None], name: str, queue: Queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(Sender(queue))
    logger.setLevel(logging.INFO)
    job(name)


def listen(queue: Queue, make_handler: Callable[[], logging.Handler]) -> None:
    logger = logging.getLogger()
    logger.addHandler(make_handler())
    logger.setLevel(logging.INFO)
    while True:
        if not queue.empty():
            logger.info(queue.get())


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    queue = multiprocessing.Queue()
    listener = multiprocessing.Process(target=listen, args=(queue, make_handler), name="listener", daemon=True)
    listener.start()
    workers = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    listener.join(1)  # it never ends


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
