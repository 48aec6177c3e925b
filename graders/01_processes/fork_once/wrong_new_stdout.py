"""The child opens stdout anew.

misconception: with a new sys.stdout the old one's buffer is forgotten
fails: test_three_lines
"""

import os
import sys


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        sys.stdout = open(1, "w", closefd=False)
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.wait()


if __name__ == "__main__":
    main()
