"""Each place is a message; the end of their pipe tells the scanner that the filer is gone."""

import contextlib
import multiprocessing
import queue
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, places: Connection, pages, other: Connection) -> None:
    other.close()
    with contextlib.suppress(EOFError):  # the filer is gone
        for number in range(n):
            places.recv()
            pages.put(scan(number))


def file_all(file: Callable[[Any], object], n: int, room: int, places: Connection, pages, other: Connection) -> None:
    other.close()
    for _ in range(min(room, n)):
        places.send(None)
    for number in range(n):
        file(pages.get())
        if number + room < n:  # the scanner waits for one place a page
            places.send(None)


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    pages = multiprocessing.Queue()
    welcome, places = multiprocessing.Pipe(duplex=False)
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, welcome, pages, places))
    filer = multiprocessing.Process(target=file_all, args=(file, n, room, places, pages, welcome))
    scanner.start()
    filer.start()
    welcome.close()
    places.close()
    filer.join()
    while scanner.exitcode is None:  # what nobody will file is taken off, so that the scanner can end
        with contextlib.suppress(queue.Empty):
            pages.get(timeout=0.1)
    scanner.join()
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
