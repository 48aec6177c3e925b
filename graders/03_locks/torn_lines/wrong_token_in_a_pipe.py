"""misconception: A message in a pipe goes to one of those who wait for it, whole.
fails: test_whole_lines
ends: deadlock
"""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection

FORMAT = "%(processName)s: %(message)s"


class Printer:
    def write(self, text: str) -> None:
        if len(text) > 8:
            raise ValueError("too long for the printer")
        sys.stdout.write(text)
        sys.stdout.flush()
        time.sleep(0.01)


class PrinterHandler(logging.Handler):
    def __init__(self, printer: Printer, take: Connection, give: Connection) -> None:
        super().__init__()
        self.printer = printer
        self.take, self.give = take, give

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        token = self.take.recv()
        for start in range(0, len(line), 8):
            self.printer.write(line[start : start + 8])
        self.give.send(token)


def work(job: Callable[[str], None], name: str, printer: Printer, take: Connection, give: Connection) -> None:
    handler = PrinterHandler(printer, take, give)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    take, give = multiprocessing.Pipe(duplex=False)
    give.send("the token")
    processes = [
        multiprocessing.Process(target=work, args=(job, name, printer, take, give), name=name) for name in names
    ]
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
