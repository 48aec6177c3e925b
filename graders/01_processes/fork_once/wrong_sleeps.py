"""A pause stands where the wait should be.

misconception: a child that has ended is gone, so it is enough to let it end
fails: test_one_child
ends: leftover_process
"""

import os
import time


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        time.sleep(0.3)
        print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
