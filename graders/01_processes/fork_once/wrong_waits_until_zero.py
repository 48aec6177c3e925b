"""The parent waits until there is nothing to wait for.

misconception: when no child is left, os.wait() returns a pid of 0
fails: test_ends_well
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    while True:
        pid, status = os.wait()
        if pid == 0:
            break


if __name__ == "__main__":
    main()
