"""A manager's queue, and a pill from each job in its finally."""

import logging
import logging.handlers
import multiprocessing
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
    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self.printer = printer

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        for start in range(0, len(line), 8):
            self.printer.write(line[start : start + 8])


def work(job, name, queue) -> None:
    logger = logging.getLogger()
    logger.addHandler(logging.handlers.QueueHandler(queue))
    logger.setLevel(logging.INFO)
    try:
        job(name)
    finally:
        queue.put(None)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    handler = PrinterHandler(printer)
    handler.setFormatter(logging.Formatter(FORMAT))
    with multiprocessing.Manager() as manager:
        queue = manager.Queue()
        processes = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
        for process in processes:
            process.start()
        left = len(names)
        while left > 0:
            record = queue.get()
            if record is None:
                left -= 1
            else:
                handler.handle(record)
        for process in processes:
            process.join()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
