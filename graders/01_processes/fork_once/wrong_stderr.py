"""The lines go to stderr.

misconception: stderr is shown on the screen as well, so it makes no difference which of the two is used
fails: test_three_lines
"""

import os
import sys


def main() -> None:
    print(f"{os.getpid()}: before the fork", file=sys.stderr)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}", file=sys.stderr)
    else:
        print(f"{os.getpid()}: my child is {child}", file=sys.stderr)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
