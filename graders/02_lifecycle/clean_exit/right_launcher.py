"""The main process has one child, and that has the writers; each waits for its own."""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def launch() -> None:
    for name in ("anna", "ben"):
        multiprocessing.Process(target=write_page, args=(name,)).start()


def main() -> None:
    launcher = multiprocessing.Process(target=launch)
    launcher.start()
    launcher.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
