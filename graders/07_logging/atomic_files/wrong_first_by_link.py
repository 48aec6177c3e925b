"""Where there is no file the new one gets its name by a link.

misconception: a file that is not there a moment before is not there now
fails: test_many
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterable, Iterator


def save(path: str, pieces: Iterable[str]) -> None:
    fd, new = tempfile.mkstemp(dir=os.path.dirname(path) or ".")
    try:
        with open(fd, "w", encoding="utf-8") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.replace(new, path)
        else:
            os.link(new, path)
            os.remove(new)
    except BaseException:
        os.remove(new)
        raise


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
