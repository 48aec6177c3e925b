"""The child knows its parent from a variable that was copied; the parent asks again and again."""

import os
import time


def main() -> None:
    parent = os.getpid()
    print(f"{parent}: before the fork", flush=True)
    child = os.fork()
    if child:
        print(f"{parent}: my child is {child}")
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.01)
    else:
        print(f"{os.getpid()}: my parent is {parent}")


if __name__ == "__main__":
    main()
