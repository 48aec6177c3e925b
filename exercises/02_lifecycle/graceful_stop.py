"""The mill stops in the evening.

Several millers grind sacks of corn, each in a process of its own. SIGTERM says that it is evening.
Then what is in the mill is to be ground to the end, and the rest is to be kept for tomorrow.
Today the main process is gone at once, nobody knows what is left, and its millers go on
grinding without it.

    python graceful_stop.py        no evening comes
    python graceful_stop.py 3      it comes while sack 3 is being ground

Contract
- run(grind, sacks, millers) takes the sacks in their order and calls grind(sack) in child processes,
  so many at a time as there are millers; while there are sacks enough, not fewer either. sacks is a
  list with no two alike, or empty.
- The main process may get SIGTERM once, while a sack is being ground; perhaps before all millers
  have begun. The sacks that are in work then are ground to the end, and no other one is
  begun. A miller may still begin one in the next quarter of a second.
- A miller that is grinding, one of several, may get SIGTERM as well, or alone, once. That ends
  nothing: it finishes its sack, whatever it does then, and the others go on.
- run() returns a list of the sacks that nobody has begun, in their order. Every other sack was ground
  once, to the end. As long as the main process gets no SIGTERM, that is all of them.
- When run() returns, all processes that it started have ended, and the main process goes on.
- All this however long any of the processes is held up, under fork, spawn and forkserver.
  Nothing ends with a traceback or is left behind. No call of grind fails.

Change work() and run(), and add functions of your own. Try it:   python graceful_stop.py 3
Grade it:                                                         pytest graceful_stop.py
"""

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable


def work(grind: Callable[[int], object], sacks: list[int], begun) -> None:
    while True:
        with begun.get_lock():
            if begun.value == len(sacks):
                return
            sack = sacks[begun.value]
            begun.value += 1
        grind(sack)


def run(grind: Callable[[int], object], sacks: list[int], millers: int) -> list[int]:
    begun = multiprocessing.Value("i", 0)  # so many sacks, from the first on
    workers = [multiprocessing.Process(target=work, args=(grind, sacks, begun)) for _ in range(millers)]
    for worker in workers:
        worker.start()
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
