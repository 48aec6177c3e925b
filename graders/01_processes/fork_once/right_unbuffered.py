"""stdout without any buffer.

So print writes a line and its newline in two pieces. The parent waits before it prints, so
that no line of the child's can come between them.
"""

import io
import os
import sys


def main() -> None:
    sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(1), "wb", buffering=0), write_through=True)
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        os.wait()
        print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
