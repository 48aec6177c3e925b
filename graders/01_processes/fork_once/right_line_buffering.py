"""stdout is told once to give out each line at its end; os.wait() takes whichever child ends."""

import os
import sys


def main() -> None:
    sys.stdout.reconfigure(line_buffering=True)
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    os.wait()


if __name__ == "__main__":
    main()
