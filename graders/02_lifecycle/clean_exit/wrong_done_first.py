"""
misconception: the order of the two lines of a writer is free
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: done")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: start")


def main() -> None:
    writers = []
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
