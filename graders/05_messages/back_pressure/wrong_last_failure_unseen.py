"""Filing fails at the last page, which has been taken like all others.

misconception: whoever has taken the last page has filed all of them
fails: test_failure
"""

import multiprocessing
import time


def scan_all(scan, n, pages, places, failed):
    for number in range(n):
        places.acquire()
        if failed.value:
            return
        pages.put(scan(number))


def file_all(file, n, pages, places, failed, filed):
    for number in range(n):
        page = pages.get()
        filed.value = number + 1
        try:
            file(page)
        except Exception:
            failed.value = 1
            break
        finally:
            places.release()


def archive(scan, file, n, room):
    pages, places = multiprocessing.Queue(), multiprocessing.Semaphore(room)
    failed, filed = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    scanner = multiprocessing.Process(target=scan_all, args=(scan, n, pages, places, failed))
    filer = multiprocessing.Process(target=file_all, args=(file, n, pages, places, failed, filed))
    scanner.start()
    filer.start()
    filer.join()
    if failed.value:
        scanner.terminate()
    scanner.join()
    return filed.value == n


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
