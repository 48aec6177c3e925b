"""Both writers are joined, and os._exit() leaves a moment after the goodbye.

misconception: what print() was given is written, however the process ends
fails: test_goodbye
"""

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
        writer = multiprocessing.Process(target=write_page, args=(name,))
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
    print("main: goodbye")
    os._exit(0)


if __name__ == "__main__":
    main()
