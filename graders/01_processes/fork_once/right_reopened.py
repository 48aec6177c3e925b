"""stdout is opened anew, line by line, before anything is printed; the child ends by sys.exit()."""

import os
import sys


def main() -> None:
    sys.stdout = os.fdopen(os.dup(1), "w", buffering=1)
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        sys.exit()
    print(f"{os.getpid()}: my child is {child}")
    os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
