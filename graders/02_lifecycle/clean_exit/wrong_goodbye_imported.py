"""The goodbye stands outside of any function, so each child says it too when it imports the program.

misconception: only the main process runs what stands at the end of the file
fails: test_goodbye
under: spawn, forkserver
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    writers = []
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_page, args=(name,), daemon=True)
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()


if __name__ == "__main__":
    main()

print("main: goodbye")
