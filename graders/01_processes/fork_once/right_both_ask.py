"""Both processes come by the wait; the child is told that it has nobody, and goes on."""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
    try:
        os.wait()
    except ChildProcessError:
        return  # in the child


if __name__ == "__main__":
    main()
