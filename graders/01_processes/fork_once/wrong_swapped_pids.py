"""getpid and getppid have changed places.

misconception: getppid is the pid of the process itself, getpid that of its parent
fails: test_true_pids
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getppid()}: my parent is {os.getpid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
