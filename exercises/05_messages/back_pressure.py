"""No more pages than there is room for.

One process scans pages, another one files them. A scanned page takes a lot of memory, so only
so many may be about at once. Scanning is fast and filing is slow, and today all eight pages are
scanned before the second has been filed. And when filing fails, nobody hears of it.

Contract
- archive(scan, file, n, room) calls page = scan(number) for the numbers from 0 to n - 1, in this
  order, and file(page) for each page, in the same order, each of them once. n and room are 1 or
  more.
- It does so in child processes started with multiprocessing or concurrent.futures. No process
  calls both scan and file.
- A page is about from the moment when scan(number) is called until file(page) has returned or
  raised an exception. Never are more than room pages about.
- As long as fewer are about, scanning goes on, while another page is being filed too.
- A page is anything that pickles, of any size, and so is what file returns, which says nothing.
  scan never fails.
- file may raise an Exception, one that pickles and unpickles, other than StopIteration. Then no
  page is filed any more, and archive() returns False. It returns True when all n pages have been
  filed.
- When archive() returns, every process that it started has ended. (The traceback of an exception
  that file raised may be seen.)
- All this however long any process is held up, under fork, spawn and forkserver.

Change archive(), scan_all() and file_all(), and add functions and classes of your own.
Try it:     python back_pressure.py
Grade it:   pytest back_pressure.py
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, pages) -> None:
    for number in range(n):
        pages.put(scan(number))


def file_all(file: Callable[[Any], object], n: int, pages) -> None:
    for _ in range(n):
        file(pages.get())


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    pages = multiprocessing.Queue()
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, pages))
    filer = multiprocessing.Process(target=file_all, args=(file, n, pages))
    scanner.start()
    filer.start()
    scanner.join()
    filer.join()
    return True


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
