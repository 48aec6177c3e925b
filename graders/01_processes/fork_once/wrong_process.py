"""The child comes from multiprocessing.

misconception: multiprocessing.Process is os.fork() by another name
fails: test_one_child
"""

import multiprocessing
import os


def say_parent() -> None:
    print(f"{os.getpid()}: my parent is {os.getppid()}")


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = multiprocessing.Process(target=say_parent)
    child.start()
    print(f"{os.getpid()}: my child is {child.pid}")
    child.join()


if __name__ == "__main__":
    main()
