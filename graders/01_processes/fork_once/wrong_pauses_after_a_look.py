"""misconception: a signal that comes before pause() is kept for it
fails: test_one_child
ends: timeout
"""

import os
import signal

ended: list[tuple[int, int]] = []


def reap(number: int, frame: object) -> None:
    ended.append(os.waitpid(-1, 0))


def main() -> None:
    signal.signal(signal.SIGCHLD, reap)
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
        return
    print(f"{os.getpid()}: my child is {child}", flush=True)
    if not ended:
        signal.pause()


if __name__ == "__main__":
    main()
