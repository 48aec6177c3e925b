"""Each miller asks for its next sack over a pipe of its own."""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait


def work(grind: Callable[[int], object], line):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        line.send("next")
        sack = line.recv()
        if sack is None:
            return
        grind(sack[0])


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    bell = []
    signal.signal(signal.SIGTERM, lambda *_: bell.append("rings"))
    lines, workers = [], []
    for _ in range(millers):
        here, there = multiprocessing.Pipe()
        workers.append(multiprocessing.Process(target=work, args=(grind, there)))
        workers[-1].start()
        there.close()
        lines.append(here)
    given = 0
    while lines:
        for line in wait(lines):
            line.recv()
            if bell or given == len(sacks):
                line.send(None)
                lines.remove(line)
            else:
                given += 1
                line.send((sacks[given - 1],))
    for worker in workers:
        worker.join()
    return sacks[given:]


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
