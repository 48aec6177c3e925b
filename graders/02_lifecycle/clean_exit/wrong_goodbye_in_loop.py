"""The goodbye is said after each writer, so it is said twice.

misconception: the last line of a loop runs when the loop is over
fails: test_goodbye
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


if __name__ == "__main__":
    main()
