"""Two Process subclasses that hold their ends; a with block closes the main process's copy."""

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection


class Writer(multiprocessing.Process):
    def __init__(self, sending: Connection, pages: int, breaks_after: int) -> None:
        super().__init__(name="writer")
        self.sending = sending
        self.pages = pages
        self.breaks_after = breaks_after

    def run(self) -> None:
        for number in range(1, self.pages + 1):
            self.sending.send(f"page {number}")
            if number == self.breaks_after:
                os._exit(1)


class Reader(multiprocessing.Process):
    def __init__(self, receiving: Connection) -> None:
        super().__init__(name="reader")
        self.receiving = receiving

    def run(self) -> None:
        got = list(iter(self.receive, None))
        print(f"reader: the end after {len(got)}")

    def receive(self) -> str | None:
        try:
            page = self.receiving.recv()
        except EOFError:
            return None
        print(f"reader: {page}")
        return page


def main(pages: int = 3, breaks_after: int = 0) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    with sending:
        writer = Writer(sending, pages, breaks_after)
        writer.start()
    with receiving:
        reader = Reader(receiving)
        reader.start()
    for process in (writer, reader):
        process.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
