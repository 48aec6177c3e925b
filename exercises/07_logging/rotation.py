"""A log that begins a new file.

A log would grow for ever. So when a file is full it gets another name, log.1, and log begins
anew; what was log.1 before is log.2 by then, and so on. Today each worker does that for itself,
with the file that it has open. It goes well as long as there is one worker. With more of them
files get another name long before they are full, and lines end up in the wrong one.

    python rotation.py      three workers, files of 200 bytes; shows the files, oldest first

Contract
- run(job, names, path, max_bytes, backups) calls job(name) once for each name, in a child
  process of its own, started with multiprocessing, whose name it is. The jobs go on side by
  side: none waits for another one's end. No job raises an exception, or ends its process.
- A job logs with the logging module, by any logger that it likes. Each record of level INFO or
  above becomes one line, as FORMAT says, of ASCII and with fewer than max_bytes bytes.
- The newest lines are in path, those before them in path.1, then path.2, and so on. Read from
  the oldest to the newest, the lines of each process come in the order in which it logged them.
- No file has more than max_bytes bytes. A new one is begun only for a line with which the file
  would have max_bytes or more. What is in path, path.1 and so on before run() is part of the
  log: it stays, and the first line comes behind it.
- There are never more than backups older files, and backups is 1 or more. When one more is
  needed, the oldest is removed. Otherwise no line is lost, torn or doubled.
- When run() returns, every line is in its file, and every process has ended.
- Files of other names may be left in the folder. The standard library is all that is needed.
- All this under fork, spawn and forkserver.

Change work() and run(), and add functions and classes of your own.
Try it:     python rotation.py
Grade it:   pytest rotation.py
"""

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

FORMAT = "%(processName)s: %(message)s"


def work(job: Callable[[str], None], name: str, path: str, max_bytes: int, backups: int) -> None:
    handler = RotatingFileHandler(path, maxBytes=max_bytes, backupCount=backups)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], path: str, max_bytes: int, backups: int) -> None:
    workers = [
        multiprocessing.Process(target=work, args=(job, name, path, max_bytes, backups), name=name) for name in names
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def count_birds(name: str) -> None:
    for hour in range(6, 14):
        time.sleep(0.01)  # somebody looks out of the window
        logging.info("%d o'clock, %d birds", hour, hour * len(name))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        run(count_birds, ["anna", "ben", "cleo"], path, 200, 20)
        for number in range(20, -1, -1):
            name = f"{path}.{number}" if number else path
            if os.path.exists(name):
                with open(name) as file:
                    lines = file.read().splitlines()
                print(f"{os.path.basename(name)}: {os.path.getsize(name)} bytes, {len(lines)} lines")


if __name__ == "__main__":
    main()
