"""misconception: A message in a pipe goes to one of those who wait for it, whole.
fails: test_evening
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind, row, evening, begun):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while not evening.value:
        number, sack = row.recv()
        if number is None:
            return
        begun[number] = 1
        grind(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    out, row = multiprocessing.Pipe(duplex=False)
    evening = multiprocessing.Value("b", False, lock=False)
    begun = multiprocessing.Array("b", len(sacks) or 1, lock=False)

    def ring(number, frame):
        evening.value = True

    before = signal.signal(signal.SIGTERM, ring)
    workers = [multiprocessing.Process(target=work, args=(grind, out, evening, begun)) for _ in range(millers)]
    for worker in workers:
        worker.start()
    for pair in [*enumerate(sacks), *[(None, None)] * millers]:
        row.send(pair)
    for worker in workers:
        worker.join()
    signal.signal(signal.SIGTERM, before)
    return [sack for number, sack in enumerate(sacks) if not begun[number]]


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
