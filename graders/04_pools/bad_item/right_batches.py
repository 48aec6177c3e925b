"""As many as there are workers, then the next ones; what cannot be sent is called after what Python says of it."""

import multiprocessing
import os
import sys
import time
import traceback


def _child(task, item, conn):
    try:
        result = task(item)
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        conn.send(("failed", type(error).__name__))
        return
    try:
        conn.send(("done", result))
    except Exception as error:
        conn.send(("failed", f"cannot be sent: {error}"[:40]))


def run(task, items, workers):
    outcomes = []
    for first in range(0, len(items), workers):
        batch = []
        for item in items[first : first + workers]:
            here, there = multiprocessing.Pipe()
            p = multiprocessing.Process(target=_child, args=(task, item, there))
            p.start()
            there.close()
            batch.append((p, here))
        for p, here in batch:
            try:
                outcomes.append(here.recv())
            except (EOFError, OSError):
                outcomes.append(("lost", None))
            p.join()
            here.close()
    return outcomes


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
