"""misconception: a pipe that was empty a line ago is empty
fails: test_whoever_is_faster
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


def read(receiving, done):
    count = 0
    while True:
        if receiving.poll(0.05):
            count += 1
            print(f"reader: {receiving.recv()}")
        elif done.is_set():
            break
    print(f"reader: the end after {count}")


def main(pages: int = 3, breaks_after: int = 0) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    done = multiprocessing.Event()
    writer = multiprocessing.Process(target=write, args=(sending, pages, breaks_after))
    reader = multiprocessing.Process(target=read, args=(receiving, done))
    writer.start()
    reader.start()
    writer.join()
    done.set()
    reader.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
