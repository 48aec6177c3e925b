"""The wait stands in the child's part.

misconception: os.wait() is how a child says that it is done
fails: test_one_child
ends: leftover_process
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        os.wait()
    else:
        print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
