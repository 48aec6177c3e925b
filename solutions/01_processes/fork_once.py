"""Why it works: fork copies the whole memory of a process, and with it what print has put
into the buffer of stdout and not yet written. flush=True empties the buffer before the
fork, so there is nothing in it to copy. The else keeps the child out of the parent's part,
and waitpid takes the child off the list of processes once it has ended.

Another way: sys.stdout.reconfigure(line_buffering=True) as the first line of main(). Then
a pipe gets every line at once, as a terminal does.
"""

import os


def main() -> None:
    print(f"{os.getpid()}: before the fork", flush=True)
    child = os.fork()
    if child == 0:
        print(f"{os.getpid()}: my parent is {os.getppid()}")
    else:
        print(f"{os.getpid()}: my child is {child}")
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
