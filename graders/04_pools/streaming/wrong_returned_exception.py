"""misconception: an exception that comes back has been raised
fails: test_under_way
"""

import multiprocessing
import time


def child(task, item, conn):
    try:
        conn.send(task(item))
    except Exception as error:
        conn.send(error)
    conn.close()


def stream(task, items, workers):
    window = []
    items = iter(items)
    try:
        while True:
            while len(window) < workers:
                try:
                    item = next(items)
                except StopIteration:
                    break
                r, w = multiprocessing.Pipe(False)
                p = multiprocessing.Process(target=child, args=(task, item, w))
                p.start()
                w.close()
                window.append((p, r))
            if not window:
                break
            p, r = window.pop(0)
            value = r.recv()
            p.join()
            if isinstance(value, BaseException):
                raise value
            yield value
    finally:
        for p, r in window:
            p.terminate()
            p.join()


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape():
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
