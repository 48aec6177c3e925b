"""A pipe from each process, read by the main one until all are at their end."""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import wait

FORMAT = "%(processName)s: %(message)s"


class Printer:
    def write(self, text: str) -> None:
        if len(text) > 8:
            raise ValueError("too long for the printer")
        sys.stdout.write(text)
        sys.stdout.flush()
        time.sleep(0.01)


class PipeHandler(logging.Handler):
    def __init__(self, end):
        super().__init__()
        self.end = end

    def emit(self, record):
        self.end.send(self.format(record) + "\n")


def work(job, name, end):
    handler = PipeHandler(end)
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        job(name)
    finally:
        end.close()


def run(job: Callable[[str], None], names: list[str], printer: Printer) -> None:
    ends, processes = [], []
    for name in names:
        mine, its = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(job, name, its), name=name)
        process.start()
        its.close()
        ends.append(mine)
        processes.append(process)
    while ends:
        for end in wait(ends):
            try:
                line = end.recv()
            except EOFError:
                ends.remove(end)
                continue
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
