"""run() is an ordinary call: the pages are written one after the other, by the main process.

misconception: run() starts the process
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,))
        writer.run()
    print("main: goodbye")


if __name__ == "__main__":
    main()
