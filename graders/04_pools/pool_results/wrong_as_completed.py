"""misconception: as_completed keeps the order of the list that it is given
fails: test_every_schedule
"""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(task, item) for item in items]
        return [future.result() for future in as_completed(futures)]


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
