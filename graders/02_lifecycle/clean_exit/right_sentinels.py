"""Waits for whichever writer ends next, by its sentinel."""

import multiprocessing
import time
from multiprocessing.connection import wait


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    waiting = {}
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), name=name, daemon=True)
        writer.start()
        waiting[writer.sentinel] = writer
    while waiting:
        for sentinel in wait(list(waiting)):
            waiting.pop(sentinel).join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
