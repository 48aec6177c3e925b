"""Only the first writer is joined, and the second is nearly done by then.

misconception: writers that work side by side end together
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
    writers[0].join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
