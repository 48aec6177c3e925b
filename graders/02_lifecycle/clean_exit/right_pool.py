"""A pool whose workers end after one task each, so no worker writes two pages. (A plain pool
of two does not promise that.)
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    pool = multiprocessing.Pool(2, maxtasksperchild=1)
    pool.map(write_page, ("anna", "ben"), chunksize=1)
    pool.close()
    pool.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
