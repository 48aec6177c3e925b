"""The child leaves by os._exit(), with its own line flushed.

misconception: os._exit() drops the copied line; flush=True writes only the line that is printed with it
fails: test_three_lines
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}", flush=True)
        os._exit(0)
    print(f"{os.getpid()}: my child is {child}")
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
