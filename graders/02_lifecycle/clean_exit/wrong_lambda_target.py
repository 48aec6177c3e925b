"""A lambda can't be sent to a process that does not begin as a copy of this one.

misconception: any function can be the target of a process
fails: test_writers_finish
under: spawn, forkserver
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = []
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=lambda: write_page(name), daemon=True)
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
