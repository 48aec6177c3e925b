"""The child runs the parent's print as well.

misconception: the code below an if belongs to the parent alone
fails: test_three_lines
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    print(f"{os.getpid()}: my child is {child}")
    if child:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
