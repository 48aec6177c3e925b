"""The child flushes its own line and leaves by os._exit(), so nothing of the parent's runs in it."""

import os
import sys


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            print(f"{os.getpid()}: my parent is {os.getppid()}")
            sys.stdout.flush()
        finally:
            os._exit(0)
    print(f"{os.getpid()}: my child is {child}")
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


if __name__ == "__main__":
    main()
