"""The program sets PYTHONUNBUFFERED for itself.

misconception: PYTHONUNBUFFERED changes the stdout of the program that sets it
fails: test_three_lines
"""

import os


def main() -> None:
    os.environ["PYTHONUNBUFFERED"] = "1"
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.wait()


if __name__ == "__main__":
    main()
