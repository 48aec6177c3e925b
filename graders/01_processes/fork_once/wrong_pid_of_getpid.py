"""The parent says its own pid in place of its child's.

misconception: below the fork os.getpid() in the parent gives the pid of the new process
fails: test_true_pids
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getppid()}: my child is {os.getpid()}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
