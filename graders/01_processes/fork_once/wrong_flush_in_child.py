"""The child flushes before it prints.

misconception: the child can empty the buffer for both
fails: test_three_lines
"""

import os
import sys


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        sys.stdout.flush()
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
