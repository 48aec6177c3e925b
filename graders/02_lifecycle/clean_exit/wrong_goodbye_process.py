"""The goodbye is said by a third process.

misconception: a process that is started last speaks for the main process
fails: test_goodbye
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def say_goodbye(writers: list[str]) -> None:
    print("main: goodbye")


def main() -> None:
    names = ["anna", "ben"]
    processes = [multiprocessing.Process(target=write_page, args=(name,)) for name in names]
    processes.append(multiprocessing.Process(target=say_goodbye, args=(names,)))
    for process in processes:
        process.start()


if __name__ == "__main__":
    main()
