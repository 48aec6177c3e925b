"""An executor of one process for each job."""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
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
    def __init__(self, printer, lock) -> None:
        super().__init__()
        self.printer = printer
        self.paper = lock

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        with self.paper:
            for start in range(0, len(line), 8):
                self.printer.write(line[start : start + 8])


def setup(handler):
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def begin(name, printer, lock):
    multiprocessing.current_process().name = name
    setup(PrinterHandler(printer, lock))


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    """An executor of one process for each name."""
    lock = multiprocessing.Lock()
    executors = [ProcessPoolExecutor(1, initializer=begin, initargs=(name, printer, lock)) for name in names]
    futures = [executor.submit(job, name) for executor, name in zip(executors, names, strict=True)]
    wait(futures)
    for executor in executors:
        executor.shutdown()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
