"""The launcher is a daemon, and multiprocessing lets no daemon have children.

misconception: a daemon in between takes over the work of starting and waiting
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def launch() -> None:
    writers = [multiprocessing.Process(target=write_page, args=(name,)) for name in ("anna", "ben")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def main() -> None:
    launcher = multiprocessing.Process(target=launch, daemon=True)
    launcher.start()
    launcher.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
