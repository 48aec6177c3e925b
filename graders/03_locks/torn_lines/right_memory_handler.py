"""A MemoryHandler keeps the records, and the job's finally has them printed."""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from logging.handlers import MemoryHandler

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


class Memory(MemoryHandler):
    def shouldFlush(self, record: logging.LogRecord) -> bool:
        return False  # not before the end, however many there are and whatever they say


def work(job, name, printer, lock) -> None:
    target = PrinterHandler(printer)
    target.setFormatter(logging.Formatter(FORMAT))
    memory = Memory(capacity=1, target=target)
    logger = logging.getLogger()
    logger.addHandler(memory)
    logger.setLevel(logging.INFO)
    try:
        job(name)
    finally:
        with lock:
            memory.flush()
        logger.removeHandler(memory)
        memory.close()


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    lock = multiprocessing.Lock()
    processes = [multiprocessing.Process(target=work, args=(job, name, printer, lock), name=name) for name in names]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
