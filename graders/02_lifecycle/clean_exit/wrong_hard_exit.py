"""os._exit() leaves at once, and the writers have no parent any more. The start method is
fixed, as a fork server might still have reaped them in time.

misconception: the main process waits for children that are no daemons, however it ends
fails: test_writers_finish
ends: leftover_process
"""

import multiprocessing
import os
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    context = multiprocessing.get_context("spawn")
    for name in ("anna", "ben"):
        writer = context.Process(target=write_page, args=(name,))
        writer.start()
    print("main: goodbye")
    os._exit(0)


if __name__ == "__main__":
    main()
