"""Once nobody is alive and the queue was empty, nothing can come.

misconception: when get() finds nothing and then nobody is alive, all has been printed; but the last record may come between the two looks
fails: test_whole_lines
"""

import logging
import multiprocessing
import queue as queues
import sys
import time
from collections.abc import Callable
from functools import partial

FORMAT = "%(processName)s: %(message)s"


class Printer:
    def write(self, text: str) -> None:
        if len(text) > 8:
            raise ValueError("too long for the printer")
        sys.stdout.write(text)
        sys.stdout.flush()
        time.sleep(0.01)





class PrinterHandler(logging.Handler):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue

    def emit(self, record):
        self.queue.put(self.format(record) + "\n")


def work(job, name, queue):
    handler = PrinterHandler(queue)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job, names, printer):
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for process in processes:
        process.start()
    while True:
        try:
            text = queue.get(timeout=0.2)
        except queues.Empty:
            if not any(process.is_alive() for process in processes):
                break
            continue
        for start in range(0, len(text), 8):
            printer.write(text[start : start + 8])
    for process in processes:
        process.join()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
