"""No buffer at all: os.write; and os.waitid for one child."""

import os


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def main() -> None:
    say(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        say(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        say(f"{os.getpid()}: my child is {child}")
        os.waitid(os.P_PID, child, os.WEXITED)


if __name__ == "__main__":
    main()
