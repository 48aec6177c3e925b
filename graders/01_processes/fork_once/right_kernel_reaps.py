"""The kernel takes the child off the list; os.wait() returns when that is done, with an error."""

import contextlib
import os
import signal


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    with contextlib.suppress(ChildProcessError):
        os.wait()


if __name__ == "__main__":
    main()
