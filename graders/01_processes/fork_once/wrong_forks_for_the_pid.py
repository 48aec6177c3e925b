"""os.fork() is called a second time to learn the child's pid.

misconception: os.fork() can be asked again, like os.getpid()
fails: test_one_child
ends: leftover_process
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    if os.fork() == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {os.fork()}")
        os.wait()


if __name__ == "__main__":
    main()
