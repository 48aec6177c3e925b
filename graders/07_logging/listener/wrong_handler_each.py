"""misconception: each process may write into the log by itself
fails: test_records
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable

FORMAT = "%(process)d %(processName)s line %(lineno)d: %(message)s"


def work(job, name, make_handler):
    logger = logging.getLogger()
    logger.addHandler(make_handler())
    logger.setLevel(logging.INFO)
    job(name)


def run(job: Callable[[str], None], names: list[str], make_handler: Callable[[], logging.Handler]) -> None:
    workers = [multiprocessing.Process(target=work, args=(job, name, make_handler), name=name) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def share(name: str) -> None:
    for people in (2, 0):
        try:
            logging.info("a share for %d is %d", people, 10 / people)
        except ZeroDivisionError:
            logging.exception("no share for %d", people)


def to_the_terminal() -> logging.Handler:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


def main() -> None:
    run(share, ["anna", "ben"], to_the_terminal)


if __name__ == "__main__":
    main()
