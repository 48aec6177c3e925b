"""The pid is asked for once, above the fork.

misconception: a variable with the process's pid changes in the child
fails: test_true_pids
"""

import os


def main() -> None:
    me = os.getpid()
    print(f"{me}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{me}: my parent is {os.getppid()}")
    else:
        print(f"{me}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
