"""A lock by flock on a file that is removed at the end.

misconception: who has the lock may take its file away
fails: test_many
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
import fcntl


def save(path: str, pieces: Iterable[str]) -> None:
    with open(path + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with open(path + ".new", "w") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(path + ".new", path)
        finally:
            for rest in (".new", ".lock"):
                if os.path.exists(path + rest):
                    os.remove(path + rest)


def timetable(clerk: str, version: int) -> Iterator[str]:
    for hour in range(6, 12):
        time.sleep(0.01)  # the next train is looked up
        yield f"{hour:02}:00  version {version} by {clerk}\n"


def keep(clerk: str, path: str) -> None:
    for version in range(1, 6):
        save(path, timetable(clerk, version))


def show(path: str) -> None:
    for _ in range(10):
        time.sleep(0.05)
        with open(path) as file:
            lines = file.read().splitlines()
        versions = {line[7:] for line in lines}
        print(f"board: {len(lines)} of 6 trains", *sorted(versions), sep=", ")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "timetable.txt")
        save(path, timetable("nobody", 0))
        people = [
            multiprocessing.Process(target=keep, args=("anna", path)),
            multiprocessing.Process(target=keep, args=("ben", path)),
            multiprocessing.Process(target=show, args=(path,)),
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()


if __name__ == "__main__":
    main()
