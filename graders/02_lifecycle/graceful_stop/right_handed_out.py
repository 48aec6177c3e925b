"""The main process hands out the sacks, one by one, through pipes."""

import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind: Callable[[int], object], own) -> None:
    def go_on(number, frame) -> None:
        pass

    signal.signal(signal.SIGTERM, go_on)
    own.send(None)
    while (sack := own.recv()) is not None:
        grind(sack[0])
        own.send(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    ends, workers = [], []
    for _ in range(millers):
        mine, own = multiprocessing.Pipe()
        ends.append(mine)
        workers.append(multiprocessing.Process(target=work, args=(grind, own)))
        workers[-1].start()
    left, idle = list(sacks), []
    seen = []
    signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    waiting = list(ends)
    while left and not seen:
        for end in multiprocessing.connection.wait(waiting, 0.1):
            end.recv()
            if left and not seen:
                end.send((left.pop(0),))
            else:
                idle.append(end)
                waiting.remove(end)
    for end in waiting:
        end.recv()
    for end in ends:
        end.send(None)
    for worker in workers:
        worker.join()
    return left


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
