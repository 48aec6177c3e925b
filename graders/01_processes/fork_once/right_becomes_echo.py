"""The child becomes another program, which prints its line; the parent waits before it prints."""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        os.execlp("echo", "echo", f"{os.getpid()}: my parent is {os.getppid()}")
    os.waitpid(child, 0)
    print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
