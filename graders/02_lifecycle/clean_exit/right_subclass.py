"""A Process subclass with a page of its own; it is no daemon, and waited for all the same."""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


class Writer(multiprocessing.Process):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page

    def run(self) -> None:
        write_page(self.page)


def main() -> None:
    anna, ben = Writer("anna"), Writer("ben")
    anna.start()
    ben.start()
    ben.join()
    anna.join()
    print("main: goodbye")


if __name__ == "__main__":
    main()
