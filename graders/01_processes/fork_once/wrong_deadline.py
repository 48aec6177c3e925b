"""misconception: three seconds are enough for one line, so who asks for so long has waited
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
        return
    print(f"{os.getpid()}: my child is {child}")
    deadline = time.monotonic() + 3
    while os.waitpid(child, os.WNOHANG) == (0, 0) and time.monotonic() < deadline:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
