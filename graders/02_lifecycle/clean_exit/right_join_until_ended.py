"""Daemons joined with a timeout, again and again until exitcode says that they have ended."""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = [multiprocessing.Process(target=write_page, args=(name,), daemon=True) for name in ("anna", "ben")]
    for writer in writers:
        writer.start()
    print("main: goodbye")
    for writer in writers:
        while writer.exitcode is None:
            writer.join(0.1)


if __name__ == "__main__":
    main()
