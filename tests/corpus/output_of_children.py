# Four at a time.
# outcome: output_limit
import multiprocessing
import time


def talk(end):
    while time.monotonic() < end:
        print("again", flush=True)


if __name__ == "__main__":
    children = [multiprocessing.Process(target=talk, args=(time.monotonic() + 10,)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
