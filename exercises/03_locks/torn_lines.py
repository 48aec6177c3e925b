"""Whole lines from a slow printer.

Some processes log to one printer, and it takes eight characters at a time. Today the lines
come out torn: a piece of one, a piece of another.

    python torn_lines.py        three lines from each process
    python torn_lines.py 9      nine lines from each

Contract
- run(job, names, printer) calls job(name) once for each of the names, equal ones too, in a
  child process of its own, started with multiprocessing, whose name it is. The jobs go on side
  by side: none waits for another one's end.
- A job logs with the logging module, by any logger that it likes. Each record of level INFO or
  above makes one line on the printer: FORMAT, and a newline.
- Each line is whole: between its first and its last character no other is printed. Each record
  is printed once, and the lines of one process in the order in which it logged them.
- printer.write(text) prints a text of 8 characters or fewer, and takes a moment. Any process may
  call it; a printer has nothing else, and pickles.
- A job may end with an exception, or with sys.exit(). What it has logged by then is printed,
  and run() returns as ever.
- When run() returns, all lines are on the paper, and every process has ended.
- All this under fork, spawn and forkserver.

Change PrinterHandler, work() and run(), and add functions and classes of your own.
Try it:     python torn_lines.py
Grade it:   pytest torn_lines.py
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
    """Prints the records of a process. A Handler has a lock of its own, and holds it in emit()."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self.printer = printer

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        for start in range(0, len(line), 8):
            self.printer.write(line[start : start + 8])


def work(job: Callable[[str], None], name: str, printer: Printer) -> None:
    handler = PrinterHandler(printer)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    processes = [multiprocessing.Process(target=work, args=(job, name, printer), name=name) for name in names]
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
