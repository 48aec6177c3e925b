"""misconception: A process that says that it is done has ended.
fails: test_whoever_is_faster
"""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def write_and_tell(name, done):
    write_page(name)
    done.release()


def main() -> None:
    done = multiprocessing.Semaphore(0)
    for name in ("anna", "ben"):
        multiprocessing.Process(target=write_and_tell, args=(name, done), daemon=True).start()
    for _ in range(2):
        done.acquire()
    print("main: goodbye")


if __name__ == "__main__":
    main()
