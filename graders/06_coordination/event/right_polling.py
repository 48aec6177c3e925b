"""One flag, up for the painter and down for the potter, and both look again and again; daemons that are waited for."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, flag: Event) -> None:
    for number in range(1, bowls + 1):
        for step in ("thrown", "fired"):
            while flag.is_set():
                time.sleep(0.02)
            do(f"potter: bowl {number} {step}")
            flag.set()


def painter(bowls: int, flag: Event) -> None:
    for number in range(1, bowls + 1):
        for step in ("painted", "packed"):
            while not flag.is_set():
                time.sleep(0.02)
            do(f"painter: bowl {number} {step}")
            flag.clear()


def main(bowls: int = 3) -> None:
    flag = multiprocessing.Event()
    workers = [multiprocessing.Process(target=work, args=(bowls, flag), daemon=True) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        time.sleep(0.02)


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
