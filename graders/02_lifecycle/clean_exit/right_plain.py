"""No daemons and no join: the main process waits at its own end, after the goodbye."""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    for name in ("anna", "ben"):
        multiprocessing.Process(target=write_page, args=(name,)).start()
    print("main: goodbye")


if __name__ == "__main__":
    main()
