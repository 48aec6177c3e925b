"""os.fork() for each singer.

misconception: under every start method a child is a copy
fails: test_all_sing
"""

import multiprocessing
import multiprocessing.synchronize
import os
import sys
import time


def concert(names, verse, microphone):
    pids = []
    for name in names:
        pid = os.fork()
        if pid == 0:
            with microphone:
                for line in verse:
                    print(f"{name}: {line}", flush=True)
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
