"""The errors that a disk and a page may have are a failure.

misconception: file() raises only such exceptions as Python has itself
fails: test_failure
"""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def scan_all(scan, n, pages, places):
    for number in range(n):
        places.acquire()
        pages.put(scan(number))


def file_all(file, n, pages, places, failed):
    for _ in range(n):
        try:
            file(pages.get())
        except (OSError, ValueError, TypeError, LookupError, RuntimeError):
            failed.set()
            return
        places.release()


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    pages = multiprocessing.Queue()
    places = multiprocessing.Semaphore(room)
    failed = multiprocessing.Event()
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, pages, places))
    filer = multiprocessing.Process(target=file_all, args=(file, n, pages, places, failed))
    scanner.start()
    filer.start()
    filer.join()
    if filer.exitcode or failed.is_set():
        scanner.terminate()
    scanner.join()
    return not failed.is_set()


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
