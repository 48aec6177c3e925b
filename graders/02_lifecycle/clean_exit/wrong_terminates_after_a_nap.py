"""The writers are no daemons, but ended by hand after a nap that seemed long enough.

misconception: a process that has had a second has nothing left to do
fails: test_whoever_is_faster
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = [multiprocessing.Process(target=write_page, args=(name,)) for name in ("anna", "ben")]
    for writer in writers:
        writer.start()
    time.sleep(1)
    for writer in writers:
        writer.terminate()
        writer.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
