"""Two background writers that finish their work.

The program starts two writers in the background. Each says that it starts, writes its
page to a slow disk, and says that it is done. The main process says goodbye. Today the
program is over before any page is written.

Contract
- Two writers, anna and ben, each in a process of its own, started with multiprocessing.
- Each prints "NAME: start", writes its page, and prints "NAME: done", once, before the
  program ends.
- "main: goodbye" is printed once, by the main process. Its place among the other lines is
  free.
- The program ends by itself with exit code 0, and every process was waited for. Nothing
  ends with a traceback. All this under fork, spawn and forkserver.

Change main() only. Try it:   python clean_exit.py
Grade it:                     pytest clean_exit.py
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
    print("main: goodbye")


if __name__ == "__main__":
    main()
