"""Keeps no list: joins whatever multiprocessing says is still there."""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    print("main: goodbye")
    for name in ("anna", "ben"):
        multiprocessing.Process(target=write_page, args=(name,), daemon=True).start()
    for child in multiprocessing.active_children():
        child.join()


if __name__ == "__main__":
    main()
