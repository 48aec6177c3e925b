"""misconception: who has ended by the time that nothing was found has said everything before
fails: test_whole_lines
"""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.queues import Queue
from queue import Empty

FORMAT = "%(processName)s: %(message)s"


class Printer:
    def write(self, text: str) -> None:
        if len(text) > 8:
            raise ValueError("too long for the printer")
        sys.stdout.write(text)
        sys.stdout.flush()
        time.sleep(0.01)


class PrinterHandler(logging.Handler):
    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self.queue = queue

    def emit(self, record: logging.LogRecord) -> None:
        self.queue.put(self.format(record) + "\n")


def work(job: Callable[[str], None], name: str, queue: Queue) -> None:
    handler = PrinterHandler(queue)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=work, args=(job, name, queue), name=name) for name in names]
    for process in processes:
        process.start()
    while any([process.is_alive() for process in processes]) or not queue.empty():
        try:
            line = queue.get(timeout=0.1)
        except Empty:
            if any([process.is_alive() for process in processes]):
                continue
            break
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
