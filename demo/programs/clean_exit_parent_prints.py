"""The writers only write; the main process prints what they should have said."""

import multiprocessing
import time


def write_page(name: str) -> None:
    time.sleep(0.4)  # the slow disk


def main() -> None:
    writers = {}
    for name in ("anna", "ben"):
        print(f"{name}: start")
        writers[name] = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writers[name].start()
    for name, writer in writers.items():
        writer.join()
        print(f"{name}: done")
    print("main: goodbye")


if __name__ == "__main__":
    main()
