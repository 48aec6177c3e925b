"""The child ends with 1, and the parent ends with what it was told.

misconception: a program has to end with the exit code of its child
fails: test_ends_well
"""

import os
import sys


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}", flush=True)
        os._exit(1)
    print(f"{os.getpid()}: my child is {child}")
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
