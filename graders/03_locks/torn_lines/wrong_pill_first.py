"""misconception: a None that is sent last is received last
fails: test_whole_lines
"""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from logging.handlers import QueueHandler

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


def work(job, name, queue):
    root = logging.getLogger()
    root.handlers[:] = [QueueHandler(queue)]
    root.setLevel(logging.INFO)
    job(name)


def print_all(printer, queue):
    handler = PrinterHandler(printer)
    handler.setFormatter(logging.Formatter(FORMAT))
    for record in iter(queue.get, None):
        handler.handle(record)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    printing = multiprocessing.Process(target=print_all, args=(printer, queue), name="printing")
    printing.start()
    for process in processes:
        process.start()
    queue.put(None)
    for process in processes:
        process.join()
    printing.join()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
