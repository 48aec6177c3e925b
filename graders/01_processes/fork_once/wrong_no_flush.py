"""The branches and the wait are right, the buffer is full at the fork.

misconception: what was printed before the fork is out before the fork
fails: test_three_lines
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
