"""It polls until one writer is done, with any and all swapped.

misconception: all() is true until all have ended
fails: test_whoever_is_faster
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = [multiprocessing.Process(target=write_page, args=(name,), daemon=True) for name in ("anna", "ben")]
    for writer in writers:
        writer.start()
    while all(writer.is_alive() for writer in writers):
        time.sleep(0.02)
    print("main: goodbye")


if __name__ == "__main__":
    main()
