"""A pool of two has one job for each process, if both processes are as quick.

misconception: a pool of two gives each of two jobs a process of its own
fails: test_whoever_is_faster
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    pool = multiprocessing.Pool(2)
    pool.map(write_page, ["anna", "ben"], chunksize=1)
    pool.close()
    pool.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
