"""The child leaves by os._exit() with its line still in the buffer.

misconception: print has written the line when it returns, so any way out will do
fails: test_three_lines
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        os._exit(0)
    print(f"{os.getpid()}: my child is {child}")
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
