"""The reading is a generator that knows of the end; poll(None) waits for a page or the end.
Bytes go through the pipe, and all lines are written at once.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection


def write(sending: Connection, pages: int, breaks_after: int) -> None:
    for number in range(1, pages + 1):
        sending.send_bytes(f"page {number}".encode())
        if number == breaks_after:
            os._exit(1)  # the breakdown: this process is over at once, as in a crash


def received(receiving: Connection) -> Iterator[str]:
    while receiving.poll(None):
        try:
            yield receiving.recv_bytes().decode()
        except EOFError:
            return


def read(receiving: Connection) -> None:
    pages = list(received(receiving))
    for page in pages:
        print("reader:", page)
    print("reader: the end after", len(pages))


def main(pages: int = 3, breaks_after: int = 0) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    writer = multiprocessing.Process(target=write, args=(sending, pages, breaks_after))
    reader = multiprocessing.Process(target=read, args=(receiving,))
    writer.start()
    sending.close()
    reader.start()
    writer.join()
    reader.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
