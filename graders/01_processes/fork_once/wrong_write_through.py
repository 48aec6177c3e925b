"""stdout is told to write through.

misconception: write_through=True sends all that is printed out at once
fails: test_three_lines
"""

import os
import sys


def main() -> None:
    sys.stdout.reconfigure(write_through=True)
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.wait()


if __name__ == "__main__":
    main()
