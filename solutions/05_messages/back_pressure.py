"""Why it works: a semaphore has a place for each page that may be about. The scanner takes one
before it scans, and the filer gives it back when the page is filed, so both what is in the
scanner's hands and what is in the filer's is counted, not only what lies in the queue. The main process waits
for the filer first. If that has ended with an error, nobody will give a place back, or take a page off the
queue: the scanner has to be ended from outside.

Another way: places that are sent, as messages in a pipe from the filer to the scanner, one for
each page that is welcome. When the filer is gone, the scanner's recv() raises EOFError, and it
ends by itself.
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, places, pages) -> None:
    for number in range(n):
        places.acquire()
        pages.put(scan(number))


def file_all(file: Callable[[Any], object], n: int, places, pages) -> None:
    for _ in range(n):
        file(pages.get())
        places.release()


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    places = multiprocessing.Semaphore(room)
    pages = multiprocessing.Queue()
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, places, pages))
    filer = multiprocessing.Process(target=file_all, args=(file, n, places, pages))
    scanner.start()
    filer.start()
    filer.join()
    if filer.exitcode:
        scanner.terminate()
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
