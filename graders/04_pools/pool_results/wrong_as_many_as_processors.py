"""misconception: more workers than processors cannot be at work
fails: test_side_by_side
"""

import multiprocessing
import time
import os


def run(task, items, workers):
    processes = min(workers, os.cpu_count() or 1)
    with multiprocessing.Pool(processes) as pool:
        results = pool.map(task, items, 1)
    return results


def develop(number: int) -> str:
    if number < 0:
        raise ValueError(f"there is no photo {number}")
    time.sleep(number / 10)
    return f"photo {number}"


def main() -> None:
    print(run(develop, [5, 3, 8, 1, 4, 2], 2))
    try:
        print(run(develop, [2, -1, 3], 2))
    except ValueError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    main()
