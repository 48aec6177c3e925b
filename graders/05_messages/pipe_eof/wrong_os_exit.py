"""misconception: what was printed is printed, however the process ends
fails: test_ends_well
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
        try:
            page = receiving.recv()
        except EOFError:
            print(f"reader: the end after {count}")
            os._exit(0)
        count += 1
        print(f"reader: {page}")


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
