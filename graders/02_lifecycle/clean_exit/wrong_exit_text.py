"""sys.exit() with a text ends a program with exit code 1.

misconception: sys.exit() with a text is the polite way to end a program that went well
fails: test_ends_well
"""

import multiprocessing
import sys
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = []
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
    print("main: goodbye")
    sys.exit("both pages are written")


if __name__ == "__main__":
    main()
