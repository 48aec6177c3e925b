"""Each process keeps its lines and prints them at its end, in one go, also after an exception."""

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


class Keeper(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record) + "\n")


def work(job, name, printer, lock):
    keeper = Keeper()
    keeper.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    try:
        job(name)
    finally:
        text = "".join(keeper.lines)
        with lock:
            for start in range(0, len(text), 8):
                printer.write(text[start : start + 8])


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
