"""misconception: a wait that an alarm may end is still a wait
fails: test_one_child
ends: leftover_process
"""

import os
import signal


class TooLong(Exception):
    pass


def ring(number: int, frame: object) -> None:
    raise TooLong


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}")
    signal.signal(signal.SIGALRM, ring)
    signal.alarm(2)
    try:
        os.waitpid(child, 0)
    except TooLong:
        pass
    signal.alarm(0)


if __name__ == "__main__":
    main()
