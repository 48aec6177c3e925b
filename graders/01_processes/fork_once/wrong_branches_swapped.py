"""The two branches have changed places.

misconception: os.fork() returns 0 in the parent
fails: test_true_pids
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my child is {child}")
    else:
        os.waitpid(child, 0)
        print(f"{os.getpid()}: my parent is {os.getppid()}")


if __name__ == "__main__":
    main()
