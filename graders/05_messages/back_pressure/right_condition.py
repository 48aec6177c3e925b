"""The number of pages that are about, under a condition; a scanner whose filer has failed is terminated."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, room: int, about, changed, pages) -> None:
    for number in range(n):
        with changed:
            changed.wait_for(lambda: about.value < room)
            about.value += 1
        pages.put(scan(number))


def file_all(file: Callable[[Any], object], n: int, about, changed, pages) -> None:
    for _ in range(n):
        file(pages.get())
        with changed:
            about.value -= 1
            changed.notify()


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    about, changed = multiprocessing.Value("i", 0, lock=False), multiprocessing.Condition()
    pages = multiprocessing.Queue()
    filer = multiprocessing.Process(target=file_all, args=(file, n, about, changed, pages))
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, room, about, changed, pages))
    filer.start()
    scanner.start()
    filer.join()
    if filer.exitcode != 0:
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
