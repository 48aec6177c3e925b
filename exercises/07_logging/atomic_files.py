"""A timetable that is always whole.

The clerks of a station save the timetable, each a new version now and then, and the boards read
it whenever they like. Today a board may find an empty timetable, or the beginning of one. And
when a clerk's process is killed while it saves, that is what stays.

    python atomic_files.py      two clerks save and a board reads, for a moment

Contract
- save(path, pieces) makes the file at path hold all the pieces, one behind the other, in UTF-8,
  and then returns. Any number of processes may call it, at any time and any number of times, for
  the same path too. pieces is an iterable of strings, or empty; each may take a while to come.
- Whoever reads the file, at any time, finds a whole version: the one from before, or a new one.
  Once there was a file at path, there always is. Readers open it and read it, and do nothing
  else.
- A process may be killed at any place of save(). Then no other one goes on for it, the file is
  whole, old or new, and whoever saves next can do so. What else lies in the folder is no matter.
- What pieces raises, KeyboardInterrupt too, save() lets out, and the file stays as it was.
- When save() has returned, or let an error out, nothing new stays in the folder but the file
  itself, and at most one more file, if that is empty.
- Before the new version is at path, os.fsync() has brought all of it to the disk. (The folder
  itself need not be synced.)
- The folder may be a file system of its own: nothing can be moved into it from outside in one
  step.
- All this under fork, spawn and forkserver.

Change save(), and add functions of your own. Try it:   python atomic_files.py
Grade it:                                               pytest atomic_files.py
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterable, Iterator


def save(path: str, pieces: Iterable[str]) -> None:
    with open(path, "w") as file:
        for piece in pieces:
            file.write(piece)


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
