"""Why it works: recv() raises EOFError when the pipe is empty and every copy of its sending
end is closed. The writer's copy goes with the writer, even when it breaks down. The main
process closes its own copy as soon as the writer is started and before the reader is, so
the reader is not given one: under fork a child begins with a copy of every end that its
parent has open, asked for or not.

Another way: start both, give the reader both ends, and let it close its copy of the sending
end before it reads. The main process closes its own as well.
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
            break
        count += 1
        print(f"reader: {page}")
    print(f"reader: the end after {count}")


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
