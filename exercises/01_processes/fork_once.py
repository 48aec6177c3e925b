"""One fork, exactly three lines.

The program makes a child with os.fork(). The parent says who its child is, and the child
says who its parent is. Today there is a line too many in a terminal and two too many
behind a pipe, and nobody waits for the child.

Contract
- main() calls os.fork() once. There is one child, and no other process.
- In a terminal and behind a pipe, the program prints the same three lines and no more.
  PID is the pid of the process that prints the line; CHILD and PARENT are pids too.
      PID: before the fork         the parent prints it, before the other two
      PID: my child is CHILD       the parent prints it
      PID: my parent is PARENT     the child prints it
  The order of the last two is free.
- The parent waits for the child.
- Neither process ends with a traceback, and the program's exit code is 0.

Change main() only. Try it:   python fork_once.py          and   python fork_once.py | cat
Grade it:                     pytest fork_once.py
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork")
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    print(f"{os.getpid()}: my child is {child}")


if __name__ == "__main__":
    main()
