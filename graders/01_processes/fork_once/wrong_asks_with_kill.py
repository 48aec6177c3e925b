"""The parent asks with signal 0 whether the child is still there.

misconception: os.kill(pid, 0) fails as soon as the child has ended
fails: test_one_child
ends: timeout
"""

import os
import time


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    try:
        while True:
            os.kill(child, 0)
            time.sleep(0.05)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    main()
