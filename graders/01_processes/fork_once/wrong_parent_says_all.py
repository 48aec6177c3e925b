"""The parent prints all three lines.

misconception: it matters what a line says, not which process says it
fails: test_true_pids
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        os._exit(0)
    print(f"{os.getpid()}: my child is {child}")
    print(f"{child}: my parent is {os.getpid()}")
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
