"""An executor with one worker for each of the two; the main process counts."""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from typing import Any


def archive(scan: Callable[[int], Any], file: Callable[[Any], object], n: int, room: int) -> bool:
    with ProcessPoolExecutor(1) as scanning, ProcessPoolExecutor(1) as filing:
        scanned: deque[Future] = deque()
        filed: deque[Future] = deque()
        begun = done = 0
        while done < n:
            while begun < n and begun - done < room:
                scanned.append(scanning.submit(scan, begun))
                begun += 1
            wait([filed[0] if filed else scanned[0]])
            if filed and filed[0].done():
                if filed.popleft().exception() is not None:
                    return False
                done += 1
            if not filed and scanned and scanned[0].done():
                filed.append(filing.submit(file, scanned.popleft().result()))
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
