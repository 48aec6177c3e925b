"""Two processes, each with its page; multiprocessing knows of neither.

misconception: os.fork() does what the start() of a Process does
fails: test_writers_finish
"""

import os
import sys
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    pids = []
    for name in ("anna", "ben"):
        pid = os.fork()
        if pid == 0:
            write_page(name)
            sys.stdout.flush()
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    print("main: goodbye")


if __name__ == "__main__":
    main()
