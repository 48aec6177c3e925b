"""The child is left to itself.

misconception: Python waits for a forked child when the program ends
fails: test_one_child
ends: leftover_process
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
