"""The pool is left as soon as it has been given its tasks.

misconception: who leaves a with block waits for what was begun in it
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    with multiprocessing.Pool(2) as pool:
        pool.map_async(write_page, ("anna", "ben"))
    print("main: goodbye")


if __name__ == "__main__":
    main()
