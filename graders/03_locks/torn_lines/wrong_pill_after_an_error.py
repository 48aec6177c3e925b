"""misconception: The line below a try is reached.
fails: test_whole_lines
ends: deadlock
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
    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self.printer = printer

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        for start in range(0, len(line), 8):
            self.printer.write(line[start : start + 8])


class QueueSender(logging.Handler):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue

    def emit(self, record):
        self.queue.put(self.format(record))


def work(job, name, queue) -> None:
    handler = QueueSender(queue)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        job(name)
    except Exception as error:
        print(name, "failed:", error, file=sys.stderr)
    queue.put(None)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for process in processes:
        process.start()
    working = len(processes)
    while working:
        line = queue.get()
        if line is None:
            working -= 1
            continue
        line += "\n"
        for start in range(0, len(line), 8):
            printer.write(line[start : start + 8])
    for process in processes:
        process.join()


def report(times: int, name: str) -> None:
    for number in range(1, times + 1):
        logging.info("line %d of %d is on its way", number, times)


def main(times: int = 3) -> None:
    run(partial(report, times), ["anna", "ben", "carla"], Printer())


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
