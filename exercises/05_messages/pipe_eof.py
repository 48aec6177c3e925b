"""A reader that notices the end.

A writer sends pages through a pipe, and a reader prints them. When no more will come, the
reader is to say how many it got, and end. Today it prints the pages and then waits for
ever (Ctrl-C stops it).

    python pipe_eof.py        three pages
    python pipe_eof.py 5      five pages
    python pipe_eof.py 5 2    five pages were meant; the writer breaks down after the second

Contract
- The writer and the reader each run in a process of their own, started with multiprocessing.
- The reader prints "reader: PAGE" for each page, in the order in which they were sent, then
  "reader: the end after COUNT", once. COUNT is the number of pages that it got.
- It does the same when the writer breaks down: the end comes after the pages that were sent.
- No other line begins with "reader: ". How the reader learns of the end is yours to choose.
- Unless the writer breaks down, each process ends by itself, with exit code 0 and without a
  traceback. No process is left behind. All this under fork, spawn and forkserver.

Change read() and main() only. Try it:   python pipe_eof.py
Grade it:                                pytest pipe_eof.py
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


def read(receiving: Connection) -> None:
    count = 0
    while True:
        page = receiving.recv()
        count += 1
        print(f"reader: {page}")
    print(f"reader: the end after {count}")


def main(pages: int = 3, breaks_after: int = 0) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    writer = multiprocessing.Process(target=write, args=(sending, pages, breaks_after))
    reader = multiprocessing.Process(target=read, args=(receiving,))
    writer.start()
    reader.start()
    writer.join()
    reader.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
