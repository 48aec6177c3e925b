"""The reader is told how many pages there will be, and receives so often.

misconception: the writer sends as many pages as it was asked to
fails: test_breakdown
"""

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection


def write(sending: Connection, pages: int, breaks_after: int) -> None:
    for number in range(1, pages + 1):
        sending.send(f"page {number}")
        if number == breaks_after:
            os._exit(1)  # the breakdown: this process is over at once, as in a crash


def read(receiving: Connection, pages: int) -> None:
    for count in range(1, pages + 1):
        print(f"reader: {receiving.recv()}")
    print(f"reader: the end after {count}")


def main(pages: int = 3, breaks_after: int = 0) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    writer = multiprocessing.Process(target=write, args=(sending, pages, breaks_after))
    reader = multiprocessing.Process(target=read, args=(receiving, pages))
    writer.start()
    sending.close()
    reader.start()
    writer.join()
    reader.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
