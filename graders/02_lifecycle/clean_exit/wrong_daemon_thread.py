"""A daemon thread does the join.

misconception: a join keeps the program going, whoever does it
fails: test_writers_finish
"""

import multiprocessing
import threading
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
        threading.Thread(target=writer.join, daemon=True).start()
    print("main: goodbye")


if __name__ == "__main__":
    main()
