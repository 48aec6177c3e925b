"""A thread waits for the child, and nobody for the thread.

misconception: a daemon thread comes to its end before the program does
fails: test_one_child
ends: leftover_process
"""

import os
import threading


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    threading.Thread(target=os.waitpid, args=(child, 0), daemon=True).start()


if __name__ == "__main__":
    main()
