"""Why it works: join waits until the writer has ended, so the program is not over before
its writers are. All are started before the first is waited for, so they work side by side.

A daemon is not waited for: when the main process ends, multiprocessing terminates the
daemons that still run. Another way: leave daemon at False. Then the main process waits
for its children at its own end, without a join in the program.
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
    print("main: goodbye")


if __name__ == "__main__":
    main()
