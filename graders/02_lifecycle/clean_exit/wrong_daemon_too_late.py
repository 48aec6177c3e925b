"""The pages are written and the goodbye is said; then an error ends the main process.

misconception: a process can be made a daemon while it runs
fails: test_ends_well
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
        writer = multiprocessing.Process(target=write_page, args=(name,))
        writer.start()
        writers.append(writer)
    print("main: goodbye")
    for writer in writers:
        writer.daemon = True


if __name__ == "__main__":
    main()
