"""Daemons that say by an event of their own that they are done; main waits for each with a timeout."""

import multiprocessing
import time


def write_page(name: str, done) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")
    done.set()


def main() -> None:
    writers = []
    for name in ("anna", "ben"):
        done = multiprocessing.Event()
        writer = multiprocessing.Process(target=write_page, args=(name, done), daemon=True)
        writer.start()
        writers.append((writer, done))
    for writer, done in writers:
        while not done.wait(timeout=0.1):
            pass
        writer.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
