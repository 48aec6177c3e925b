"""misconception: queue.Empty says that the queue of the pages is empty
fails: test_failure
ends: step_limit
"""

import multiprocessing
import queue
import time
from collections.abc import Callable
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, pages, places) -> None:
    for number in range(n):
        places.acquire()
        pages.put(scan(number))


def file_all(file: Callable[[Any], object], n: int, pages, places) -> None:
    done = 0
    while done < n:
        try:
            file(pages.get(timeout=0.5))
        except queue.Empty:
            continue
        places.release()
        done += 1


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    pages = multiprocessing.Queue()
    places = multiprocessing.Semaphore(room)
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, pages, places))
    filer = multiprocessing.Process(target=file_all, args=(file, n, pages, places))
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
