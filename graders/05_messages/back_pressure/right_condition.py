"""The number of pages that are about, under a condition; a number below zero means that filing has failed."""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, room: int, about, changed, pages: Connection) -> None:
    for number in range(n):
        with changed:
            changed.wait_for(lambda: about.value < room)
            if about.value < 0:
                return
            about.value += 1
        try:
            pages.send(scan(number))
        except BrokenPipeError:
            return


def file_all(file: Callable[[Any], object], n: int, about, changed, pages: Connection, other: Connection) -> None:
    other.close()
    failed = True
    try:
        for _ in range(n):
            file(pages.recv())
            with changed:
                about.value -= 1
                changed.notify()
        failed = False
    finally:
        if failed:
            with changed:
                about.value = -1_000_000
                changed.notify()


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    about, changed = multiprocessing.Value("i", 0, lock=False), multiprocessing.Condition()
    incoming, outgoing = multiprocessing.Pipe(duplex=False)
    filer = multiprocessing.Process(target=file_all, args=(file, n, about, changed, incoming, outgoing))
    filer.start()
    incoming.close()
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, room, about, changed, outgoing))
    scanner.start()
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
