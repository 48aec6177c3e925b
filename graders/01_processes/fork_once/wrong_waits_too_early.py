"""The wait stands above the fork.

misconception: os.wait() announces that children to come are to be waited for
fails: test_one_child
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    os.wait()
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
