"""misconception: who is told of the end last has read everything before
fails: test_whoever_is_faster
"""

import multiprocessing
import os
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event


def write(sending: Connection, pages: int, breaks_after: int) -> None:
    for number in range(1, pages + 1):
        sending.send(f"page {number}")
        if number == breaks_after:
            os._exit(1)  # the breakdown: this process is over at once, as in a crash


def read(receiving: Connection, written: Event) -> None:
    count = 0
    while not written.is_set():
        if receiving.poll(0.01):
            try:
                page = receiving.recv()
            except EOFError:
                break
            count += 1
            print(f"reader: {page}")
    print(f"reader: the end after {count}")


def main(pages: int = 3, breaks_after: int = 0) -> None:
    written = multiprocessing.Event()
    receiving, sending = multiprocessing.Pipe(duplex=False)
    writer = multiprocessing.Process(target=write, args=(sending, pages, breaks_after))
    reader = multiprocessing.Process(target=read, args=(receiving, written))
    writer.start()
    sending.close()
    reader.start()
    writer.join()
    time.sleep(1)
    written.set()
    reader.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
