"""misconception: a child goes on for ever if nobody ends it
fails: test_three_lines
"""

import os
import signal
import time


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}", flush=True)
        return
    print(f"{os.getpid()}: my child is {child}")
    time.sleep(0.3)
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
