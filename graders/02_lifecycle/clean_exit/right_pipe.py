"""A pipe has no more writers when both have written."""

import multiprocessing
import time


def write_page(name: str) -> None:
    print(f"{name}: start")
    time.sleep(0.4)  # the slow disk
    print(f"{name}: done")


def page_and_close(name, line):
    write_page(name)
    line.close()


def main() -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    writers = [
        multiprocessing.Process(target=page_and_close, args=(name, there), daemon=True) for name in ("anna", "ben")
    ]
    for writer in writers:
        writer.start()
    there.close()
    try:
        here.recv()
    except EOFError:
        print("main: goodbye")
    for writer in writers:
        writer.join()


if __name__ == "__main__":
    main()
