"""misconception: To have waited for every name is to have waited for every process.
fails: test_all_at_return
"""

import logging
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


def work(job, name, printer, lock) -> None:
    setup(PrinterHandler(printer, lock))
    job(name)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    lock = multiprocessing.Lock()
    by_name = {}
    for name in names:
        by_name[name] = multiprocessing.Process(target=work, args=(job, name, printer, lock), name=name)
        by_name[name].start()
    for process in by_name.values():
        process.join()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
