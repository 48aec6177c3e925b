"""misconception: an odd line is printed by the except, or below it
fails: test_all_at_return
"""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.synchronize import Lock

FORMAT = "%(processName)s: %(message)s"


class Printer:
    def write(self, text: str) -> None:
        if len(text) > 8:
            raise ValueError("too long for the printer")
        sys.stdout.write(text)
        sys.stdout.flush()
        time.sleep(0.01)


class PrinterHandler(logging.Handler):
    def __init__(self, printer: Printer, lock: Lock) -> None:
        super().__init__()
        self.printer = printer
        self.paper = lock
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) + "\n")
        if len(self.lines) == 2:
            self.print_all()

    def print_all(self) -> None:
        with self.paper:
            for line in self.lines:
                for start in range(0, len(line), 8):
                    self.printer.write(line[start : start + 8])
        self.lines.clear()


def work(job: Callable[[str], None], name: str, printer: Printer, lock: Lock) -> None:
    handler = PrinterHandler(printer, lock)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        job(name)
    except Exception:
        handler.print_all()
        raise
    handler.print_all()


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
