"""A daemon thread waits, and the main thread looks at it every tenth of a second until it has ended."""

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
    while waiting.is_alive():
        waiting.join(0.1)


if __name__ == "__main__":
    main()
