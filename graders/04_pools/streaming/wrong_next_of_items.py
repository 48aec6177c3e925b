"""misconception: next() can be asked of whatever can be gone through
fails: test_under_way
"""

import multiprocessing
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor


def stream(task, items, workers):
    with ProcessPoolExecutor(workers) as executor:
        window = deque()
        finished = False
        while window or not finished:
            while not finished and len(window) < workers:
                try:
                    window.append(executor.submit(task, next(items)))
                except StopIteration:
                    finished = True
            if window:
                yield window.popleft().result()


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
