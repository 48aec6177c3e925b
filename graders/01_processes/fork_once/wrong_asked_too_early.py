"""The parent's pid is asked for above the fork.

misconception: os.getppid() answers for the child, wherever it is called
fails: test_true_pids
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    parent = os.getppid()
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {parent}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
