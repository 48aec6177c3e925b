"""misconception: each for loop over items goes on where the last one stopped
fails: test_under_way
"""

import multiprocessing
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor


def stream(task, items, workers):
    with ProcessPoolExecutor(workers) as executor:
        under_way = deque()
        for item in items:
            under_way.append(executor.submit(task, item))
            if len(under_way) == workers:
                break
        while under_way:
            yield under_way.popleft().result()
            for item in items:
                under_way.append(executor.submit(task, item))
                break


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
