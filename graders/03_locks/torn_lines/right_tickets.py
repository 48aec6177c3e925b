"""Tickets: who has drawn the number that is called may print."""

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
    """As at a counter: draw a number, wait until it is called."""

    def __init__(self, printer, counter) -> None:
        super().__init__()
        self.printer = printer
        self.next_ticket, self.called, self.condition = counter

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        with self.condition:
            ticket = self.next_ticket.value
            self.next_ticket.value = ticket + 1
            while self.called.value != ticket:
                self.condition.wait()
        try:
            for start in range(0, len(line), 8):
                self.printer.write(line[start : start + 8])
        finally:
            with self.condition:
                self.called.value += 1
                self.condition.notify_all()


def setup(handler):
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def work(job, name, printer, lock) -> None:
    setup(PrinterHandler(printer, lock))
    job(name)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    lock = (
        multiprocessing.Value("L", 0, lock=False),
        multiprocessing.Value("L", 0, lock=False),
        multiprocessing.Condition(),
    )
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
