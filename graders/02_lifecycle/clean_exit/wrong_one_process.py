"""One process writes both pages, one after the other.

misconception: one background process is enough for all pages
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def write_pages(names: tuple[str, ...]) -> None:
    for name in names:
        write_page(name)


def main() -> None:
    writer = multiprocessing.Process(target=write_pages, args=(("anna", "ben"),), daemon=True)
    writer.start()
    writer.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
