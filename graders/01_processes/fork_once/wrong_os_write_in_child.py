"""The child writes past the buffer and leaves by os._exit().

misconception: when the child touches no buffer, the parent's buffer does not matter
fails: test_three_lines
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        os.write(1, f"{os.getpid()}: my parent is {os.getppid()}\n".encode())
        os._exit(0)
    print(f"{os.getpid()}: my child is {child}")
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
