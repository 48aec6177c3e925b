"""All of it is done by names in a folder that is open, so the folder may even be moved meanwhile."""

import multiprocessing
import os
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator


def save(path: str, pieces: Iterable[str]) -> None:
    folder, name = os.path.split(path)
    where = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY)
    draft = f".{name}.{secrets.token_hex(8)}"
    try:
        fd = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644, dir_fd=where)
        try:
            with open(fd, "w", encoding="utf-8") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(fd)
            os.replace(draft, name, src_dir_fd=where, dst_dir_fd=where)
        except BaseException:
            os.unlink(draft, dir_fd=where)
            raise
    finally:
        os.close(where)


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
