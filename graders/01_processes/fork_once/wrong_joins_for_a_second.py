"""A thread waits for the child, and for the thread there is a second.

misconception: a join with a timeout waits until the thread has ended
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
    waiting = threading.Thread(target=os.waitpid, args=(child, 0), daemon=True)
    waiting.start()
    waiting.join(1)


if __name__ == "__main__":
    main()
