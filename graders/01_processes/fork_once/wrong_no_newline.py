"""The lines are written by os.write, without their ends.

misconception: one call of os.write makes one line
fails: test_three_lines
"""

import os


def main() -> None:
    os.write(1, f"{os.getpid()}: before the fork".encode())
    child = os.fork()
    if child == 0:
        os.write(1, f"{os.getpid()}: my parent is {os.getppid()}".encode())
    else:
        os.write(1, f"{os.getpid()}: my child is {child}".encode())
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
