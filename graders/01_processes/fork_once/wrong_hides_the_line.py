"""The child runs the parent's print and leaves before the buffer is written.

misconception: os._exit() takes back what the child has printed too much
fails: test_three_lines
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}", flush=True)
    print(f"{os.getpid()}: my child is {child}")
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
