"""Daemons, and the main process asks again and again whether one is alive."""

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
    while any(writer.is_alive() for writer in writers):
        time.sleep(0.02)


if __name__ == "__main__":
    main()
