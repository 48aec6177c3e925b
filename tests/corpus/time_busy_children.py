# Four children ask again and again.
# outcome: cpu_limit
# limits: seconds=15 cpu_seconds=2
import multiprocessing
import time


def ask(end):
    while time.monotonic() < end:
        pass


if __name__ == "__main__":
    children = [multiprocessing.Process(target=ask, args=(time.monotonic() + 18,)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
