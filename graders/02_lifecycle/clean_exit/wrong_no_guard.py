"""A child imports the program first. Without the guard it runs main() again, and may not.

misconception: only the main process runs the last line of the program
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
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
    print("main: goodbye")


main()
