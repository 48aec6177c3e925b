"""misconception: an item that is a tuple is the task's arguments
fails: test_results
"""

import multiprocessing
import time


def run(task, items, workers):
    jobs = [item if isinstance(item, tuple) else (item,) for item in items]
    with multiprocessing.Pool(workers) as pool:
        results = pool.starmap(task, jobs)
        pool.close()
        pool.join()
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
