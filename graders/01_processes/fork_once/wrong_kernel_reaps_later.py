"""misconception: when the kernel takes the child off the list, nobody has to wait for it
fails: test_one_child
ends: leftover_process
"""

import os
import signal
import time


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    time.sleep(0.3)


if __name__ == "__main__":
    main()
