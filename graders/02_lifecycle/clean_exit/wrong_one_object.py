"""One object is started for both pages, and nobody hears that it can't be.

misconception: a Process can be started again for the next job; an error that is caught does no harm
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writer = None
    try:
        for name in ("anna", "ben"):
            if writer is None:
                writer = multiprocessing.Process(target=write_page, args=(name,))
            writer.start()
            writer.join()
    except AssertionError:
        pass
    print("main: goodbye")


if __name__ == "__main__":
    main()
