"""The parent waits on a descriptor of its child, then takes it off the list."""

import os
import select


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    if child := os.fork():
        print(f"{os.getpid()}: my child is {child}", flush=True)
        descriptor = os.pidfd_open(child)
        select.select([descriptor], [], [])
        os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
        os.close(descriptor)
    else:
        print(f"{os.getpid()}: my parent is {os.getppid()}", flush=True)


if __name__ == "__main__":
    main()
