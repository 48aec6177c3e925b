"""A nap in place of the joins. It is long enough here, and not on a busy machine.

misconception: a second is always longer than the disk takes
fails: test_whoever_is_faster
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
    time.sleep(1)
    print("main: goodbye")


if __name__ == "__main__":
    main()
