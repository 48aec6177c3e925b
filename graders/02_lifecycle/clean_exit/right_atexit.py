"""The joins are left to atexit."""

import atexit
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
        atexit.register(writer.join)
    print("main: goodbye")


if __name__ == "__main__":
    main()
