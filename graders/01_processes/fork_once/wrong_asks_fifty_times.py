"""misconception: a child has ended after half a second
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
    for _ in range(50):
        if os.waitpid(child, os.WNOHANG) != (0, 0):
            break
        time.sleep(0.01)


if __name__ == "__main__":
    main()
