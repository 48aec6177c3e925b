"""Everybody asks again and again; an event says that filing has failed."""

import multiprocessing
import queue
import time
from collections.abc import Callable
from typing import Any


def scan_all(scan: Callable[[int], Any], n: int, places, pages, failed) -> None:
    for number in range(n):
        while not places.acquire(timeout=0.1):
            if failed.is_set():
                return
        pages.put(scan(number))


def file_all(file: Callable[[Any], object], n: int, places, pages, failed) -> None:
    for _ in range(n):
        while True:
            try:
                page = pages.get(timeout=0.1)
                break
            except queue.Empty:
                time.sleep(0.05)
        try:
            file(page)
        except Exception as error:
            print(f"not filed: {error!r}")
            failed.set()
            return
        finally:
            places.release()


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    places, pages, failed = multiprocessing.Semaphore(room), multiprocessing.Queue(), multiprocessing.Event()
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, places, pages, failed))
    filer = multiprocessing.Process(target=file_all, args=(file, n, places, pages, failed))
    scanner.start()
    filer.start()
    while filer.is_alive():
        time.sleep(0.1)
    if failed.is_set():
        scanner.kill()
    scanner.join()
    filer.join()
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
