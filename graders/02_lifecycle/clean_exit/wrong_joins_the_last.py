"""Only the last writer is joined. The first has usually finished by then.

misconception: the writers end in the order in which they were started
fails: test_writers_finish
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
    writer.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
