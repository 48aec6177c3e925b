"""A printer that takes whole lines, with the lock in it; the handler is one of logging's own."""

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


class Lines:
    """A stream for StreamHandler, which writes a line and its newline in one call."""

    def __init__(self, printer, lock):
        self.printer, self.lock = printer, lock

    def write(self, text):
        with self.lock:
            for start in range(0, len(text), 8):
                self.printer.write(text[start : start + 8])

    def flush(self):
        pass


def work(job, name, lines):
    logging.basicConfig(level=logging.INFO, format=FORMAT, stream=lines, force=True)
    job(name)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    lines = Lines(printer, multiprocessing.Semaphore(1))
    processes = [multiprocessing.Process(target=work, args=(job, name, lines), name=name) for name in names]
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
