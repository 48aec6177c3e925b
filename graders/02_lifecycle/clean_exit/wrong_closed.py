"""Each writer is closed after its start.

misconception: close() of a process waits for it
fails: test_writers_finish
"""

import contextlib
import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,))
        with contextlib.closing(writer):
            writer.start()
    print("main: goodbye")


if __name__ == "__main__":
    main()
