"""The wait stands below the if, where the child comes by as well.

misconception: a wait in a process without children returns at once
fails: test_ends_well
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
    os.wait()


if __name__ == "__main__":
    main()
