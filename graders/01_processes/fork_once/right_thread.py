"""A thread waits, and is waited for at the end, as any that is no daemon."""

import os
import threading


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    threading.Thread(target=os.waitpid, args=(child, 0)).start()


if __name__ == "__main__":
    main()
