"""misconception: terminate() comes back when the process has ended
fails: test_failure
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
        return False
    scanner.join()
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
