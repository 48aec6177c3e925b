"""The first print is moved below the fork, into the parent's part.

misconception: once the first line is in the parent's part alone, all is well
fails: test_three_lines
"""

import os


def main() -> None:
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: before the fork")
        print(f"{os.getpid()}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
