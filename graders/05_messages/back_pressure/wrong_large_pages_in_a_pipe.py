"""misconception: what is sent has left the hands of whoever sent it
fails: test_ahead
"""

import contextlib
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, places: Connection, pages: Connection) -> None:
    try:
        for number in range(n):
            places.recv()
            pages.send(scan(number))
    except (EOFError, BrokenPipeError):
        pass  # the filer is gone


def file_all(file: Callable[[Any], object], n: int, room: int, places: Connection, pages: Connection, others) -> None:
    for end in others:
        end.close()
    for _ in range(min(room, n)):
        places.send(None)
    for _ in range(n):
        file(pages.recv())
        with contextlib.suppress(BrokenPipeError):  # the scanner may have scanned all
            places.send(None)


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    welcome, places = multiprocessing.Pipe(duplex=False)
    incoming, outgoing = multiprocessing.Pipe(duplex=False)
    args = (file, n, room, places, incoming, (welcome, outgoing))
    filer = multiprocessing.Process(target=file_all, args=args)
    filer.start()
    places.close()
    incoming.close()
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, welcome, outgoing))
    scanner.start()
    welcome.close()
    outgoing.close()
    scanner.join()
    filer.join()
    return filer.exitcode == 0


def scan_page(number: int) -> str:
    print(f"page {number}: is scanned")
    time.sleep(0.1)
    return f"page {number}" + 1000 * " "


def file_page(page: str) -> None:
    time.sleep(0.4)
    print(f"{page.strip()}: has been filed")


def main() -> None:
    if archive(scan_page, file_page, 8, 3):
        print("all filed")
    else:
        print("not all filed")


if __name__ == "__main__":
    main()
