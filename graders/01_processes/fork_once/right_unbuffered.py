"""Every write goes straight out. The two processes do not print at the same time, so no line is torn."""

import os
import sys


def main() -> None:
    sys.stdout.reconfigure(write_through=True)
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        os.wait()
        print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
