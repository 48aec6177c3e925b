"""The pool is closed, and then the program is over.

misconception: close() waits until all tasks are done
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    pool = multiprocessing.Pool(2)
    for name in ("anna", "ben"):
        pool.apply_async(write_page, (name,))
    pool.close()
    print("main: goodbye")


if __name__ == "__main__":
    main()
