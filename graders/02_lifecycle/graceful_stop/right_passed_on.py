"""The main process sends the signal on; each miller has a flag of its own, and says what it begins."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


class Miller:
    def __init__(self) -> None:
        self.is_evening = False
        signal.signal(signal.SIGTERM, self.note)

    def note(self, number, frame) -> None:
        self.is_evening = True

    def work(self, grind, sacks, begun) -> None:
        while not self.is_evening:
            with begun.get_lock():
                place = begun.value
                begun.value += place < len(sacks)
            if place == len(sacks):
                return
            grind(sacks[place])


def work(grind: Callable[[int], object], sacks: list[int], begun, ready) -> None:
    miller = Miller()
    ready.release()
    miller.work(grind, sacks, begun)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    begun, ready = multiprocessing.Value("i", 0), multiprocessing.Semaphore(0)
    seen = []
    signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    workers = [multiprocessing.Process(target=work, args=(grind, sacks, begun, ready)) for _ in range(millers)]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    told = False
    while any(worker.is_alive() for worker in workers):
        if seen and not told:
            told = True
            for worker in workers:
                worker.terminate()
        workers[-1].join(0.05) if workers[-1].is_alive() else time.sleep(0.05)
    for worker in workers:
        worker.join()
    return sacks[begun.value :]


def grind_one(last: int, main_process: int, sack: int) -> None:
    print(f"sack {sack}: begun")
    time.sleep(0.2)
    if sack == last:
        os.kill(main_process, signal.SIGTERM)
    time.sleep(0.2)
    print(f"sack {sack}: ground")


def main(last: int = 0) -> None:
    left = run(functools.partial(grind_one, last, os.getpid()), list(range(1, 9)), 2)
    print(f"sacks left: {left}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
