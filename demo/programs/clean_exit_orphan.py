"""Right lines, and an orphan in a session of its own that outlives the program."""

import multiprocessing
import os
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
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    print("main: goodbye")


if __name__ == "__main__":
    main()
