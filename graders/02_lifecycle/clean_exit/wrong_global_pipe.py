"""Each writer finishes its page; then it looks for a global that is there in a forked child alone.

misconception: what the main process keeps in a global is there in every child
fails: test_ends_well
under: spawn, forkserver
"""

import multiprocessing
import time

line = None


def write_and_say_so(name: str) -> None:
    write_page(name)
    line.send(name)


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def main() -> None:
    global line
    here, line = multiprocessing.Pipe(duplex=False)
    writers = []
    for name in ("anna", "ben"):
        writer = multiprocessing.Process(target=write_and_say_so, args=(name,))
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
    while here.poll():
        here.recv()
    print("main: goodbye")


if __name__ == "__main__":
    main()
