"""Half right: three lines, but the parent gives its own pid for the child's."""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {os.getpid()}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
