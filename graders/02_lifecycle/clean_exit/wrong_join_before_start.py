"""Both are joined before either is started.

misconception: join() says in advance that a process is to be waited for
fails: test_writers_finish
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = [multiprocessing.Process(target=write_page, args=(name,), daemon=True) for name in ("anna", "ben")]
    for writer in writers:
        writer.join()
    for writer in writers:
        writer.start()
    print("main: goodbye")


if __name__ == "__main__":
    main()
