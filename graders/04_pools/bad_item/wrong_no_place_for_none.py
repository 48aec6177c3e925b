"""misconception: there is at least one item
fails: test_failed
"""

import multiprocessing
import os
import time
from concurrent.futures import ThreadPoolExecutor


def child(task, item, conn):
    try:
        conn.send(("done", task(item)))
    except Exception as error:
        conn.send(("failed", type(error).__name__))


def one(task, item):
    r, w = multiprocessing.Pipe(duplex=False)
    p = multiprocessing.Process(target=child, args=(task, item, w))
    p.start()
    w.close()
    try:
        return r.recv()
    except EOFError:
        return ("lost", None)
    finally:
        p.join()


def run(task, items, workers):
    with ThreadPoolExecutor(min(workers, len(items))) as threads:
        return list(threads.map(lambda item: one(task, item), items))


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
