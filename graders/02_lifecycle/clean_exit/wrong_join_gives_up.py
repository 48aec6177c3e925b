"""join(timeout) gives up without a word; nobody asks whether it did.

misconception: join(1) waits until the writer has ended, the number is a formality
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
    for writer in writers:
        writer.join(1)
    print("main: goodbye")


if __name__ == "__main__":
    main()
